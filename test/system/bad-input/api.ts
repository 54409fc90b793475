import { apiVersion } from '#local/system/api-client.ts'
import { shared } from '../../support/clients/journey.ts'
import type { Schema } from './schemas.ts'

/** The document that the API serves about itself: whatever is asked and expected here comes from it. */
export interface OpenApi {
  readonly openapi: string
  readonly info: { readonly title: string; readonly version: string }
  readonly servers: readonly { readonly url: string }[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Record<string, object>; readonly securitySchemes: object }
}

export interface Operation {
  readonly operationId: string
  readonly summary: string
  readonly description?: string
  readonly tags: readonly string[]
  readonly security: readonly Record<string, readonly string[]>[]
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> }
  readonly responses: Readonly<Record<string, Response>>
}

interface Parameter {
  readonly in: string
  readonly name: string
  readonly required?: boolean
  readonly schema: Schema
}

interface Response {
  readonly description: string
  readonly headers?: Readonly<Record<string, { readonly required?: boolean }>>
  readonly content?: Readonly<Record<string, { readonly schema: object }>>
}

/** A route as whoever reads that document knows it. */
export interface Endpoint {
  readonly name: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly scope: 'tenant' | 'ops' | 'own' | 'public' | 'surface'
  /** The roles that it says it needs one of. */
  readonly roles: readonly string[]
  readonly unversioned: boolean
  /** What it takes in the query, but for the api-version. */
  readonly query: Schema
  /** Several where it takes one of several, none when it takes no body. */
  readonly bodies: readonly Schema[]
  /** Whether it takes a long list, in a larger body than others do, and as CSV. */
  readonly takesLongList: boolean
  readonly needsIfMatch: boolean
  readonly canBeRepeated: boolean
  readonly onlyReads: boolean
  readonly responses: Operation['responses']
}

export async function readOpenApi(): Promise<OpenApi> {
  const text = await (await fetch(`${shared().api}/openapi.json`)).text()
  const { schemas } = (JSON.parse(text) as OpenApi).components
  const resolve = (_: string, value: unknown): unknown => {
    const to = (value as { $ref?: string } | null)?.$ref
    return to === undefined ? value : JSON.parse(JSON.stringify(schemas[to.split('/').at(-1) ?? '']), resolve)
  }
  return JSON.parse(text, resolve) as OpenApi
}

/** Read once: the document stays the same as long as the API runs. */
export function readEndpoints(): Promise<readonly Endpoint[]> {
  read ??= readThem()
  return read
}

let read: Promise<readonly Endpoint[]> | undefined

async function readThem(): Promise<readonly Endpoint[]> {
  return Object.entries((await readOpenApi()).paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => endpointOf(path, method, operation)),
  )
}

function endpointOf(path: string, method: string, operation: Operation): Endpoint {
  const { parameters = [], requestBody, responses, description = '' } = operation
  const named = (name: string) => parameters.find((parameter) => parameter.name === name)
  const inQuery = parameters.filter((other) => other.in === 'query' && other.name !== 'api-version')
  const body = requestBody?.content['application/json']?.schema
  const canBeRepeated = named('Repeatability-Request-ID') !== undefined
  return {
    name: operation.operationId,
    method: method.toUpperCase() as Endpoint['method'],
    path,
    scope: scopeOf(path),
    roles: /^Needs one of: (.+)\.$/.exec(description)?.[1]?.split(', ') ?? [],
    unversioned: named('api-version') === undefined,
    query: {
      type: 'object',
      properties: Object.fromEntries(inQuery.map(({ name, schema }) => [name, schema])),
      required: inQuery.filter(({ required }) => required).map(({ name }) => name),
    },
    bodies: body ? (body.oneOf ?? body.anyOf ?? [body]) : [],
    takesLongList: requestBody?.content['text/csv'] !== undefined,
    needsIfMatch: named('If-Match')?.required ?? false,
    canBeRepeated,
    onlyReads: method === 'get' || (method === 'post' && !canBeRepeated),
    responses,
  }
}

/** Operators and customer support look over all organisations. */
function scopeOf(path: string): Endpoint['scope'] {
  if (path.startsWith('/tenants/{t}')) return 'tenant'
  if (/^\/(ops|support)\//.test(path)) return 'ops'
  if (/^\/me(\/|$)/.test(path)) return 'own'
  return /^\/(v1\.0|v1|fd)\//.test(path) ? 'surface' : 'public'
}

/** Our own code of a refusal, in whichever shape the address has its errors. */
export function codeOf(body: unknown): string {
  const { error } = (body ?? {}) as {
    error?: { code: string; innerError?: { code: string } }
  }
  return error?.innerError?.code ?? error?.code ?? ''
}

export function versioned({ unversioned }: Endpoint): Record<string, string> {
  return unversioned ? {} : { 'api-version': apiVersion }
}

/** Of many routes the one of that name. */
export function named(endpoints: readonly Endpoint[], name: string): Endpoint {
  const found = endpoints.find((endpoint) => endpoint.name === name)
  if (!found) throw new Error(`There is no route ${name}.`)
  return found
}
