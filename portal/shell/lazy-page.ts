import { lazyRouteComponent } from '@tanstack/react-router'
import { isChunkGone } from './chunk-gone.ts'

/** Told once a file of this version is gone: `NewVersionBar` says so. */
export const newVersionEvent = 'new-version'

const askAgainMs = 3_000

/**
 * A page that is loaded when it is opened. Where its file cannot be had, the page that is open stays, with all that was
 * typed into it: a new version has to be loaded by whoever is done with this one, and a network comes back by itself.
 */
export const lazyPage: typeof lazyRouteComponent = (load, name) => lazyRouteComponent(() => had(load), name)

async function had<Module>(load: () => Promise<Module>): Promise<Module> {
  for (;;) {
    try {
      return await load()
    } catch (fault) {
      if (!isChunkGone(fault)) throw fault
      if (await isServed()) {
        dispatchEvent(new Event(newVersionEvent))
        return new Promise<never>(() => {})
      }
      dispatchEvent(new Event('api-failed'))
      await new Promise((resolve) => setTimeout(resolve, askAgainMs))
    }
  }
}

function isServed(): Promise<boolean> {
  return fetch('/app/', { method: 'HEAD', cache: 'no-store' }).then(
    ({ ok }) => ok,
    () => false,
  )
}
