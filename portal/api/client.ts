import createClient, { type Client } from 'openapi-fetch'
import type { components, paths } from './schema.d.ts'

export type Api = Client<paths>
export type Schemas = components['schemas']

export const apiVersion = '2026-11-01'

/** No answer after so long: the API hangs, or the network does. A purchase waits for a bank. */
const patienceMs = { reading: 20_000, writing: 60_000 }

export interface Caller {
  /** An access token; with `renew` a new one. Throws where somebody has to sign in. */
  token(options?: { readonly renew?: boolean }): Promise<string>
  /** Told when even a new one counted for nothing. */
  refused?(): void
}

/** The API, for somebody who is signed in, or for nobody. Every call says version, language and token by itself. */
export function createApi(caller: Caller | undefined, language: () => string): Api {
  return createClient<paths>({
    baseUrl: location.origin,
    fetch: async (plain) => {
      const send = async (renew: boolean) => {
        const request = await dressed(plain.clone(), caller, language(), renew)
        const answer = await fetch(request).catch((error: unknown) => {
          // Who asked for it has gone elsewhere: nothing has failed.
          if (!plain.signal.aborted) tellOfFailure()
          throw error
        })
        if (answer.status === 503) tellOfFailure()
        return answer
      }
      const first = await send(false)
      if (first.status !== 401 || !caller) return first
      // Keys were rolled, or the clock was off: one silent renewal, then it is the person's turn.
      const second = await send(true)
      if (second.status === 401) caller.refused?.()
      return second
    },
  })
}

/** The shell looks which part is out of reach. */
function tellOfFailure(): void {
  dispatchEvent(new Event('api-failed'))
}

async function dressed(plain: Request, caller: Caller | undefined, language: string, renew: boolean) {
  const url = new URL(plain.url)
  if (!/^\/(health|openapi)/.test(url.pathname)) url.searchParams.set('api-version', apiVersion)
  const headers = new Headers(plain.headers)
  if (!headers.has('Accept-Language')) headers.set('Accept-Language', language)
  if (caller) headers.set('Authorization', `Bearer ${await caller.token(renew ? { renew } : {})}`)
  const patience = AbortSignal.timeout(plain.method === 'GET' ? patienceMs.reading : patienceMs.writing)
  const body = plain.body ? await plain.text() : undefined
  return new Request(url, {
    method: plain.method,
    headers,
    signal: AbortSignal.any([plain.signal, patience]),
    ...(body === undefined ? {} : { body }),
  })
}
