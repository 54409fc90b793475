import { type AppOnAzure, masterKeyOf, unreadSecrets } from './azure.ts'

/** A function app that runs somewhere, asked over HTTP. */
export interface DeployedApp {
  /** The functions that its host has loaded, by name. Throws with what stood in the way. */
  functions(): Promise<readonly string[]>
  /** What a route answers; `why` it did not where nothing came. */
  ask(path: string): Promise<{ readonly status: number; readonly text: string } | { readonly why: string }>
  /** Settings whose secrets Azure could not read, each with why; it has been asked to try again. */
  unreadSecrets(): Promise<readonly string[]>
}

export interface Whereabouts {
  /** Without a slash at the end. */
  readonly url: string
  /** Where the host itself is asked; on Azure the same. */
  readonly adminUrl?: string
  readonly azure?: AppOnAzure
}

/** A first request may have to wait until an instance has started. */
const patienceMs = 30_000

export function deployedApp({ url, adminUrl = url, azure }: Whereabouts): DeployedApp {
  return {
    async functions() {
      // Asked for anew each time: a restart may change it.
      const key = azure && (await masterKeyOf(azure))
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
    unreadSecrets: async () => (azure ? unreadSecrets(azure) : []),
  }
}
