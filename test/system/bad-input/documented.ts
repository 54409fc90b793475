import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { refusalStatus } from '#functions/http/status.ts'
import type { Answer } from '#local/system/api-client.ts'
import type { Endpoint } from './api.ts'

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

const statusOf: ReadonlyMap<string, number> = new Map(Object.entries(refusalStatus))

/** Says what is wrong with an answer by the OpenAPI document that is served; nothing when all is as it says. */
export function judge(endpoint: Endpoint, answer: Answer<unknown>): string | undefined {
  const { status, headers } = answer
  const listed = endpoint.responses[String(status)]
  if (!listed) return `${status} is not listed for this route: ${answer.text.slice(0, 300)}`
  if (!guid.test(headers.get('x-ms-request-id') ?? '')) return 'It has no x-ms-request-id.'
  const contentType = headers.get('content-type')?.split(';')[0]
  const contentTypes = Object.keys(listed.content ?? {})
  if (answer.text !== '' && !contentTypes.includes(contentType ?? ''))
    return `It is ${contentType}, and ${contentTypes.join(' or ') || 'no content'} is listed.`
  const schema = listed.content?.['application/json']?.schema
  if (schema) {
    const isValid = validatorOf(schema)
    if (!isValid(answer.body))
      return `It is not of the shape that is listed: ${ajv.errorsText(isValid.errors)}: ${answer.text.slice(0, 300)}`
  }
  const unlisted = faultInHeaders(listed.headers ?? {}, headers)
  if (unlisted || status < 400) return unlisted
  return endpoint.scope === 'surface'
    ? faultInSurfaceError(listed.description, answer)
    : faultInError(listed.description, answer)
}

/** Headers that tell a client what to do next; others are in every answer, or for browsers. */
const forClients = [
  'content-disposition',
  'etag',
  'location',
  'operation-location',
  'repeatability-result',
  'retry-after',
  'www-authenticate',
]

/** What a client may rely on is listed, and what is listed can be relied on. */
function faultInHeaders(
  listed: Readonly<Record<string, { readonly required?: boolean }>>,
  headers: Headers,
): string | undefined {
  const names = new Set(Object.keys(listed).map((name) => name.toLowerCase()))
  const always = Object.entries(listed).filter(([, { required }]) => required)
  const missing = always.map(([name]) => name).find((name) => !headers.has(name))
  if (missing) return `It has no ${missing}, which is listed.`
  const unlisted = forClients.find((name) => headers.has(name) && !names.has(name))
  return unlisted && `It has ${unlisted}, which is not listed.`
}

function faultInError(listed: string, { status, headers, body }: Answer<unknown>): string | undefined {
  const { code } = (body as { error: { code: string } }).error
  if (headers.get('x-ms-error-code') !== code) return `x-ms-error-code is not ${code}.`
  if (statusOf.get(code) !== status) return `${code} does not go with ${status}.`
  return listed.split(', ').includes(code) ? undefined : `${code} is not listed for this route.`
}

/** Graph's code outside, and ours within it, which is listed. */
function faultInSurfaceError(listed: string, { status, headers, body }: Answer<unknown>): string | undefined {
  const { code, innerError } = (
    body as { error: { code: string; innerError: Readonly<Record<string, string>> } }
  ).error
  if (headers.get('x-ms-error-code') !== code) return `x-ms-error-code is not ${code}.`
  if (code !== surfaceCode(status)) return `${code} does not go with ${status}.`
  if (innerError['request-id'] !== headers.get('x-ms-request-id')) return 'It tells another request-id.'
  return listed.split(', ').includes(innerError['code'] ?? '')
    ? undefined
    : `${innerError['code']} is not listed for this route.`
}

const surfaceCodes: Readonly<Record<number, string>> = {
  401: 'InvalidAuthenticationToken',
  403: 'Authorization_RequestDenied',
  404: 'Request_ResourceNotFound',
  429: 'TooManyRequests',
}

function surfaceCode(status: number): string {
  return surfaceCodes[status] ?? 'Request_BadRequest'
}

const ajv = addFormats.default(new Ajv2020({ strict: false, allErrors: true }))

/** Compiled once for each schema of the document. */
const validators = new Map<object, ReturnType<typeof ajv.compile>>()
function validatorOf(schema: object) {
  const known = validators.get(schema)
  if (known) return known
  const compiled = ajv.compile(schema)
  validators.set(schema, compiled)
  return compiled
}
