import type { Graph } from './register.ts'

type Answer = Readonly<Record<string, unknown>>

/** Microsoft's two management services, as far as a registration and its secret need them. */
export interface Microsoft extends Graph {
  /** The organisation that whoever runs this has signed in to. */
  tenantId(): Promise<string>
  post(path: string, body: object): Promise<Answer>
  /** Of Azure Resource Manager: undefined when there is none of that id. */
  resource(id: string, apiVersion: string): Promise<Answer | undefined>
  putResource(id: string, apiVersion: string, body: object): Promise<void>
  postResource(id: string, apiVersion: string): Promise<void>
}

export interface MicrosoftOptions {
  tokenFor(scope: string): Promise<string>
  readonly graphUrl?: string
  readonly armUrl?: string
}

/** Entra has made it, and not all of Entra knows; or somebody else was faster. The next look shows what is so. */
const soonOtherwise =
  /^(?:Request_ResourceNotFound|Directory_ConcurrencyViolation|Request_MultipleObjectsWithSameKeyValue):|Permission being assigned (?:was not found on application|already exists)|does not reference a valid application object/

const whoMay =
  'Whoever runs this needs the role Application Developer, and Cloud Application Administrator to give roles to people.'

export function microsoft({
  tokenFor,
  graphUrl = 'https://graph.microsoft.com',
  armUrl = 'https://management.azure.com',
}: MicrosoftOptions): Microsoft {
  const ask = async (method: string, url: string, body?: object, headers: Record<string, string> = {}) => {
    const token = await tokenFor(`${new URL(url).origin}/.default`)
    const response = await fetch(url, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...headers,
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    const answer = objectIn(await response.text())
    if (response.ok) return { answer }
    const { code = response.status, message = '' } = (answer['error'] ?? {}) as Record<string, unknown>
    return { refused: `${code}: ${message}`, status: response.status }
  }
  const must = async (...asked: Parameters<typeof ask>): Promise<Answer> => {
    const { answer, refused } = await ask(...asked)
    if (answer) return answer
    throw refusal(asked[0], asked[1], refused)
  }
  const get = async (url: string) => {
    const { answer, refused, status } = await ask('GET', url)
    if (answer || status === 404) return answer
    throw refusal('GET', url, refused)
  }
  const graph = (path: string) => (path.startsWith(graphUrl) ? path : `${graphUrl}/v1.0${path}`)
  const arm = (id: string, apiVersion: string) => `${armUrl}${id}?api-version=${apiVersion}`
  return {
    get: (path) => get(graph(path)),
    async send({ body, createIfMissing, method, path }) {
      const headers: Record<string, string> = createIfMissing ? { prefer: 'create-if-missing' } : {}
      const { refused } = await ask(method, graph(path), body, headers)
      if (refused === undefined) return true
      if (soonOtherwise.test(refused)) return false
      throw refusal(method, path, refused)
    },
    post: (path, body) => must('POST', graph(path), body),
    async tenantId() {
      const [, payload = ''] = (await tokenFor(`${graphUrl}/.default`)).split('.')
      return String(objectIn(Buffer.from(payload, 'base64url').toString())['tid'])
    },
    resource: (id, apiVersion) => get(arm(id, apiVersion)),
    async putResource(id, apiVersion, body) {
      await must('PUT', arm(id, apiVersion), body)
    },
    async postResource(id, apiVersion) {
      await must('POST', arm(id, apiVersion))
    },
  }
}

function objectIn(text: string): Answer {
  try {
    return JSON.parse(text)
  } catch {
    return {} // Nothing, or the page of a proxy: the status says enough.
  }
}

/** What was asked is left out: it may hold a secret. */
function refusal(method: string, where: string, reason: string | undefined): Error {
  const hint = reason?.startsWith('Authorization_RequestDenied') ? ` ${whoMay}` : ''
  return new Error(`${method} ${where} was refused: ${reason}${hint}`)
}
