/** A function app that runs somewhere, asked over HTTP. */
export interface DeployedApp {
  /** The functions that its host has loaded, by name. Throws with what stood in the way. */
  functions(): Promise<readonly string[]>
  /** What a route answers; `why` it did not where nothing came. */
  ask(path: string): Promise<{ readonly status: number; readonly text: string } | { readonly why: string }>
}

export interface Whereabouts {
  /** Without a slash at the end. */
  readonly url: string
  /** Where the host itself is asked; on Azure the same. */
  readonly adminUrl?: string
  /** What opens the host's own routes; on Azure it is asked for anew each time, since a restart may change it. */
  readonly masterKey?: () => Promise<string>
}

/** A first request may have to wait until an instance has started. */
const patienceMs = 30_000

export function deployedApp({ url, adminUrl = url, masterKey }: Whereabouts): DeployedApp {
  return {
    async functions() {
      const key = await masterKey?.()
      // Not Azure's list of them: that one is what it was told last, and an app that loads nothing tells nothing.
      const answer = await fetch(`${adminUrl}/admin/functions`, {
        headers: key === undefined ? {} : { 'x-functions-key': key },
        signal: AbortSignal.timeout(patienceMs),
      })
      const text = await answer.text()
      if (!answer.ok) throw new Error(`GET /admin/functions of the host answered ${answer.status}: ${text}`)
      return (JSON.parse(text) as { name: string }[]).map(({ name }) => name)
    },
    async ask(path) {
      try {
        const answer = await fetch(`${url}${path}`, { signal: AbortSignal.timeout(patienceMs) })
        return { status: answer.status, text: await answer.text() }
      } catch (error) {
        return { why: error instanceof Error ? error.message : String(error) }
      }
    },
  }
}

/** The key of the host of an app, as Azure gives it to whoever may have it. */
export async function masterKeyOf(
  resourceId: string,
  token: string,
  management = 'https://management.azure.com',
): Promise<string> {
  const answer = await fetch(`${management}${resourceId}/host/default/listkeys?api-version=2025-03-01`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(patienceMs),
  })
  const text = await answer.text()
  if (answer.ok) return (JSON.parse(text) as { masterKey: string }).masterKey
  const advice =
    answer.status === 403
      ? 'Whoever checks needs Website Contributor, or another role that may list the keys of a host.'
      : 'The host keeps its keys in its storage: it may not have started, or not reach that.'
  throw new Error(`Azure did not give the key of the host (${answer.status}). ${advice} ${text}`)
}
