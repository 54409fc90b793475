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
  const schema = listed.content?.['application/json']?.schema
  if (schema) {
    if (!headers.get('content-type')?.startsWith('application/json')) return 'It is not JSON.'
    const isValid = validatorOf(schema)
    if (!isValid(answer.body))
      return `It is not of the shape that is listed: ${ajv.errorsText(isValid.errors)}: ${answer.text.slice(0, 300)}`
  }
  const unlisted = faultInHeaders(listed.headers ?? {}, headers)
  if (unlisted || status < 400) return unlisted
  return faultInError(listed.description, answer)
}

/** What a client may rely on is listed, and what is listed can be relied on. */
function faultInHeaders(listed: object, headers: Headers): string | undefined {
  const names = new Set(Object.keys(listed).map((name) => name.toLowerCase()))
  const missing = [...names].find((name) => !headers.has(name))
  if (missing) return `It has no ${missing}, which is listed.`
  const unlisted = ['etag', 'location', 'operation-location'].find(
    (name) => headers.has(name) && !names.has(name),
  )
  return unlisted && `It has ${unlisted}, which is not listed.`
}

function faultInError(listed: string, { status, headers, body }: Answer<unknown>): string | undefined {
  const { code } = (body as { error: { code: string } }).error
  if (headers.get('x-ms-error-code') !== code) return `x-ms-error-code is not ${code}.`
  if (statusOf.get(code) !== status) return `${code} does not go with ${status}.`
  if (!listed.split(', ').includes(code)) return `${code} is not listed for this route.`
  return status === 401 && !headers.get('www-authenticate') ? 'It has no WWW-Authenticate.' : undefined
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
