/** Told once a file of this version cannot be had any more: shell/new-version-bar says so. */
export const newVersionEvent = 'new-version'

const askAgainMs = 3_000

/**
 * A part of the portal that is loaded when it is wanted. Where its file cannot be had, what is open stays, with all that
 * was typed into it: a new version has to be loaded by whoever is done with this one.
 */
export async function partOf<Part>(load: () => Promise<Part>): Promise<Part> {
  let isMissing = false
  for (;;) {
    // A browser may take what it could not fetch once for broken until the page is reloaded.
    await networkIsThere()
    try {
      return await load()
    } catch (fault) {
      if (!isChunkGone(fault)) throw fault
    }
    const isServed = await portalIsServed()
    if (isServed && isMissing) {
      dispatchEvent(new Event(newVersionEvent))
      return new Promise<never>(() => {})
    }
    isMissing = isServed
    if (isServed) continue
    dispatchEvent(new Event('api-failed'))
    await new Promise((resolve) => setTimeout(resolve, askAgainMs))
  }
}

/** The file that this page would load next is gone, or out of reach. Browsers word it differently. */
export function isChunkGone(fault: unknown): boolean {
  return (
    fault instanceof TypeError &&
    /dynamically imported module|module script failed|Importing a module/i.test(fault.message)
  )
}

async function networkIsThere(): Promise<void> {
  if (navigator.onLine) return
  await new Promise((resolve) => addEventListener('online', resolve, { once: true }))
}

function portalIsServed(): Promise<boolean> {
  return fetch('/app/', { method: 'HEAD', cache: 'no-store' }).then(
    ({ ok }) => ok,
    () => false,
  )
}
