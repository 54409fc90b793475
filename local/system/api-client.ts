/** The version that every call names. */
export const apiVersion = '2026-11-01'

export interface Answer<Body> {
  readonly status: number
  readonly headers: Headers
  readonly body: Body
  /** As sent; empty when there is none. */
  readonly text: string
}

export interface CallOptions {
  readonly token?: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** Calls the API as any other client does. `path` may have a query; the api-version is added unless it is there. */
export async function call<Body = unknown>(
  api: string,
  method: string,
  path: string,
  { token, body, headers }: CallOptions = {},
): Promise<Answer<Body>> {
  const url = new URL(path, api)
  if (!url.searchParams.has('api-version')) url.searchParams.set('api-version', apiVersion)
  const response = await fetch(url, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  const isJson = /\bjson\b/.test(response.headers.get('content-type') ?? '') && text !== ''
  return {
    status: response.status,
    headers: response.headers,
    body: (isJson ? JSON.parse(text) : undefined) as Body,
    text,
  }
}

/** The body of an answer that must be one of these; throws with what was answered instead. */
export async function expectStatus<Body>(
  answer: Promise<Answer<Body>>,
  ...statuses: readonly number[]
): Promise<Answer<Body>> {
  const given = await answer
  if (statuses.includes(given.status)) return given
  throw new Error(
    `Expected ${statuses.join(' or ')}, was answered ${given.status}: ${given.text.slice(0, 500)}`,
  )
}

/** An access token of that persona. */
export async function tokenOf(signIn: string, persona: string): Promise<string> {
  const answer = await fetch(`${signIn}/token?persona=${encodeURIComponent(persona)}`)
  if (!answer.ok) throw new Error(`Sign-in answered ${answer.status}: ${await answer.text()}`)
  const { access_token: token } = (await answer.json()) as { access_token: string }
  return token
}
