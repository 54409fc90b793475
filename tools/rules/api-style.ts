/**
 * The rules of Microsoft's style guide for Azure APIs that fit this one, under the names that the guide gives them:
 * https://github.com/Azure/azure-api-style-guide/blob/main/docs/azure-ruleset.md
 *
 * Left out on purpose:
 * - az-operation-id: an operation is called as its feature and its file are, so that either leads to the other;
 * - az-post-201-response: ids are given out here, so a subscription is created with POST;
 * - az-put-path: a policy is the only one of its kind and has no id in its path;
 * - az-success-response-nobody: a 202 brings the operation along, as the guidelines for long-running work allow;
 * - az-patch-content-type: every body can be application/json, so that no client needs two ways to write one;
 * - az-path-parameter-schema: lengths and characters of ids are checked, and anything wrong is 404 like an unknown id;
 * - az-consistent-response-body: no create answers 200 as well with another shape; nothing here would be looked at;
 * - az-lro-headers where a 202 is no operation but a mail on its way;
 * - az-version-policy, az-parameter-names-convention, az-property-names-convention and the shape of errors at addresses
 *   that existing tools call: those are Microsoft's own, OData's `$top` and `@odata.nextLink` among them;
 * - az-formdata: there is no form;
 * - az-request-body-not-allowed where a DELETE cannot be taken back: its body is the confirmation, and nothing else;
 * - az-lro-extension, az-ms-paths, az-nullable and x-ms-error-response: extensions of AutoRest for OpenAPI 2.
 */

export interface StyleFault {
  readonly rule: string
  readonly where: string
  readonly what: string
}

type Json = Readonly<Record<string, unknown>>

interface Operation {
  readonly operationId: string
  readonly summary?: string
  readonly description?: string
  readonly security?: readonly Json[]
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly required?: boolean; readonly content: Readonly<Record<string, Content>> }
  readonly responses: Readonly<Record<string, Response>>
}

interface Parameter {
  readonly name: string
  readonly in: string
  readonly required?: boolean
  readonly description?: string
  readonly schema: Json
}

interface Content {
  readonly schema?: Json
}

interface Response {
  readonly description?: string
  readonly headers?: Json
  readonly content?: Readonly<Record<string, Content>>
}

export interface Document {
  readonly info: { readonly version: string }
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components?: {
    readonly schemas?: Readonly<Record<string, Json>>
    readonly securitySchemes?: Readonly<Record<string, Json>>
  }
}

const camelCase = /^[a-z][a-zA-Z0-9]*$/
const pascalCase = /^[A-Z][a-zA-Z0-9]*$/
const headerCase = /^[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*$/
const versionDate = /^\d{4}-\d{2}-\d{2}(-preview)?$/
/** What OData and Graph call so themselves. */
const namesOfGraph = /^(@odata\.\w+|\$\w+|(client-)?request-id)$/
/** Where existing tools call. */
const surface = /^\/(v1\.0\/|v1\/policies\b|fd\/m365licensing\/)/
const writing = new Set(['post', 'put', 'patch'])

/** Everything in the document that the rules above do not allow. */
export function styleFaults(document: Document): readonly StyleFault[] {
  const faults: StyleFault[] = []
  const say = (rule: string, where: string, what: string) => faults.push({ rule: `az-${rule}`, where, what })
  if (!versionDate.test(document.info.version))
    say('version-convention', 'info.version', `expected a date, it is ${document.info.version}`)
  for (const [name, scheme] of Object.entries(document.components?.securitySchemes ?? {})) {
    if (!scheme['description']) say('security-definition-description', name, 'it has no description')
  }
  for (const [name, schema] of Object.entries(document.components?.schemas ?? {})) {
    if (!pascalCase.test(name)) say('schema-names-convention', name, 'expected PascalCase')
    if (!schema['title'] && !schema['description'])
      say('schema-description-or-title', name, 'it has neither a title nor a description')
    checkSchema(schema, name, say)
  }
  for (const [path, operations] of Object.entries(document.paths)) {
    checkPath(path, say)
    for (const [method, operation] of Object.entries(operations))
      checkOperation({ path, method, operation, where: `${method.toUpperCase()} ${path}` }, say)
  }
  return faults
}

type Say = (rule: string, where: string, what: string) => void

function checkPath(path: string, say: Say): void {
  for (const segment of path.split('/').slice(1)) {
    if (!/^(\{\w+\}|[0-9A-Za-z\-._~]+)$/.test(segment))
      say('path-characters', path, `${segment} has a character that stands for something else in an address`)
    if (versionDate.test(segment) || (/^v\d+$/.test(segment) && !surface.test(path)))
      say('version-policy', path, `${segment} is a version: it belongs in api-version`)
  }
}

interface Place {
  readonly path: string
  readonly method: string
  readonly operation: Operation
  readonly where: string
}

function checkOperation({ path, method, operation, where }: Place, say: Say): void {
  const { parameters = [], requestBody, responses } = operation
  if (!operation.summary && !operation.description)
    say('operation-summary-or-description', where, 'it has neither a summary nor a description')
  if (!operation.security) say('operation-security', where, 'it does not say who may call it')
  checkParameters(path, parameters, where, say)
  if (requestBody) {
    if (!writing.has(method) && !(method === 'delete' && isConfirmation(requestBody)))
      say('request-body-not-allowed', where, 'it takes no body')
    if (requestBody.required !== true)
      say('request-body-optional', where, 'its body is not marked as required')
  }
  for (const { schema } of Object.values(requestBody?.content ?? {}))
    checkSchema(schema, `${where} body`, say)
  if (method === 'delete' && !responses['204'] && !responses['202'])
    say('delete-204-response', where, 'it answers neither 204 nor, where more follows, 202')
  if (!responses['default']) say('default-response', where, 'it has no default response')
  for (const [status, response] of Object.entries(responses))
    checkResponse(status, response, { path, where }, say)
}

function isConfirmation({ content }: NonNullable<Operation['requestBody']>): boolean {
  const { properties = {} } = (content['application/json']?.schema ?? {}) as { readonly properties?: Json }
  return Object.keys(properties).join() === 'confirm'
}

function checkParameters(path: string, parameters: readonly Parameter[], where: string, say: Say): void {
  const seen = new Set<string>()
  for (const { name, in: place, description, required, schema } of parameters) {
    const at = `${where} ${name}`
    if (!description) say('parameter-description', at, 'it has no description')
    const convention = place === 'header' ? headerCase : camelCase
    if (name !== 'api-version' && !convention.test(name) && !(surface.test(path) && namesOfGraph.test(name)))
      say('parameter-names-convention', at, place === 'header' ? 'expected Kebab-Case' : 'expected camelCase')
    if (place === 'header' && /^(authorization|content-type|accept)$/i.test(name))
      say('header-disallowed', at, 'the document says it elsewhere')
    if (required && schema['default'] !== undefined)
      say('parameter-default-not-allowed', at, 'it is required and has a default')
    if (seen.has(name.toLowerCase())) say('parameter-names-unique', at, 'two parameters have that name')
    seen.add(name.toLowerCase())
    checkSchema(schema, at, say)
  }
  const inPath = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name)
  const inOrder = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
  if (inPath.join() !== inOrder.join())
    say('parameter-order', where, `expected ${inOrder.join(', ')} as in the path`)
}

function checkResponse(
  status: string,
  { headers, content }: Response,
  { path, where }: Pick<Place, 'path' | 'where'>,
  say: Say,
): void {
  const at = `${where} ${status}`
  const body = content?.['application/json']?.schema
  const isLongWork = (body?.['$ref'] ?? '') === '#/components/schemas/Operation'
  if (
    status === '202' &&
    isLongWork &&
    !Object.keys(headers ?? {}).some((name) => /^operation-location$/i.test(name))
  )
    say('lro-headers', at, 'it has no Operation-Location')
  if (status === 'default' || status >= '400') {
    if (!Object.keys(headers ?? {}).includes('x-ms-error-code'))
      say('error-response', at, 'it has no header x-ms-error-code')
    const envelope = surface.test(path) ? 'SurfaceError' : 'Error'
    const isEnvelope = body?.['$ref'] === `#/components/schemas/${envelope}`
    if (!isEnvelope) say('error-response', at, 'its body is not the one shape of errors')
  }
  if (body) checkSchema(body, at, say)
}

/** Whatever is in it as well, but for what is only named: that is looked at where it stands. */
function checkSchema(schema: unknown, where: string, say: Say): void {
  if (typeof schema !== 'object' || schema === null) return
  const { properties, additionalProperties, ...rest } = schema as {
    readonly properties?: Readonly<Record<string, Json>>
    readonly additionalProperties?: unknown
  }
  if (
    properties &&
    typeof additionalProperties === 'object' &&
    Object.keys(additionalProperties ?? {}).length > 0
  )
    say('additional-properties-and-properties', where, 'a map or an object, not both')
  if ((additionalProperties as Json | undefined)?.['type'] === 'object')
    say('additional-properties-object', where, 'a map of objects only')
  for (const [name, property] of Object.entries(properties ?? {})) {
    const at = `${where}.${name}`
    if (!camelCase.test(name) && !namesOfGraph.test(name))
      say('property-names-convention', at, 'expected camelCase')
    if (!property['description'] && !property['$ref'] && !hasDescribedReference(property))
      say('property-description', at, 'it has no description')
    checkSchema(property, at, say)
  }
  for (const part of ['items', 'anyOf', 'oneOf', 'allOf'] as const) {
    const inner = (rest as Json)[part]
    for (const one of Array.isArray(inner) ? inner : [inner]) checkSchema(one, where, say)
  }
}

/** OpenAPI 3.1 allows a description beside a reference; some writers put the reference one level down. */
function hasDescribedReference({ allOf }: Json): boolean {
  return Array.isArray(allOf) && allOf.some((one: Json) => one['$ref'] !== undefined)
}
