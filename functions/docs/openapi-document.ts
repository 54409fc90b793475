import * as z from 'zod'
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi'
import { ownValue } from '#core/kernel/own-value.ts'
import type { RefusalCode } from '#core/kernel/refusals.ts'
import { apiVersion } from '../http/api-version.ts'
import { idempotencyKey } from '../http/idempotency.ts'
import type { AnswerHeader, Documented, Route } from '../http/route.ts'
import type { RouteEntry } from '../http/route-table.ts'
import { nothing } from '../http/shapes.ts'
import { refusalStatus } from '../http/status.ts'
import { surfaceStatus } from '../http/surface-error.ts'
import { webhookPaths } from '../webhooks/event-shapes.ts'

const errorShape = z
  .object({
    error: z
      .object({
        code: z
          .string()
          .describe('Stable. Extensible')
          .meta({ 'x-extensible-enum': Object.keys(refusalStatus) }),
        message: z.string().describe('For people, in the language of the request'),
        target: z.string().optional().describe('The field or resource that it is about'),
        details: z
          .array(
            z.object({
              code: z.string().describe('Stable. Extensible'),
              target: z.string().optional().describe('The field that it is about'),
              message: z.string().describe('For people, in the language of the request'),
            }),
          )
          .optional()
          .describe('Everything that is wrong, or every reason'),
        innererror: z
          .object({ code: z.string().describe('The same code') })
          .catchall(z.unknown())
          .optional()
          .describe('Facts that a program can act on'),
        help: z.url().describe('Where to read on'),
      })
      .describe('What stands in the way'),
  })
  .meta({ id: 'Error', title: 'Error', description: 'The answer to every request that is not served' })

/** https://learn.microsoft.com/graph/errors */
const surfaceErrorShape = z
  .object({
    error: z
      .object({
        code: z.string().describe('As Graph calls it'),
        message: z.string().describe('For people, in the language of the request'),
        innerError: z
          .object({
            code: z.string().describe('What it is in this API. Stable. Extensible'),
            date: z.string().describe('When, UTC'),
            'request-id': z.string().describe('Of this answer; tell it to whoever helps'),
            'client-request-id': z.string().describe('The caller’s own, or the same'),
          })
          .describe('More about it'),
      })
      .describe('What stands in the way'),
  })
  .meta({
    id: 'SurfaceError',
    title: 'Error of an existing tool’s address',
    description: 'The answer to a request of such a tool that is not served: Graph’s shape',
  })

const requestId = z.string().describe('Of this answer; tell it to whoever helps')
const errorHeaders = z.object({
  'x-ms-request-id': requestId,
  'x-ms-error-code': z.string().describe('The code of the error'),
})
const whenToTryAgain = errorHeaders.extend({
  'Retry-After': z.string().describe('Seconds until it is worth trying again'),
})
/** Which errors bring more along than every one does. */
const headersOfError: ReadonlyMap<number, z.ZodObject> = new Map<number, z.ZodObject>([
  [401, errorHeaders.extend({ 'WWW-Authenticate': z.string().describe('How to sign in') })],
  [429, whenToTryAgain],
  [503, whenToTryAgain],
])
const answerHeaders: Record<AnswerHeader, z.ZodType> = {
  'Content-Disposition': z.string().describe('The name for the file'),
  ETag: z.string().describe('The version, for If-Match'),
  Link: z.string().describe('Where it goes on, `<address>; rel="next"`'),
  Location: z.string().describe('What was made'),
  'Operation-Location': z.string().describe('Where to ask how far it is'),
  'Retry-After': z.string().describe('Seconds until it is worth asking'),
}
const errorContent = { 'application/json': { schema: errorShape } }
const surfaceErrorContent = { 'application/json': { schema: surfaceErrorShape } }

/** The OpenAPI 3.1 document, from the same shapes that validate: a route that is not in it does not exist. */
export async function openapiDocument(publicBaseUrl: string, routes: readonly RouteEntry[]): Promise<string> {
  const paths: ZodOpenApiPathsObject = {}
  for (const entry of routes) {
    const item = ownValue(paths, entry.path) ?? {}
    item[entry.method.toLowerCase() as 'get'] = operationOf(entry, await entry.load())
    paths[entry.path] = item
  }
  const document = createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Seatwarden',
      version: apiVersion,
      description:
        'Self-service purchase management: who may buy, who holds a licence, and taking subscriptions over by moving their users or cancelling.',
    },
    servers: [{ url: publicBaseUrl }],
    paths,
    webhooks: webhookPaths,
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'An Entra access token' },
      },
    },
  })
  return JSON.stringify(document)
}

function operationOf(entry: RouteEntry, route: Route): ZodOpenApiOperationObject {
  const content = route.scope === 'surface' ? surfaceErrorContent : errorContent
  const responses: ZodOpenApiOperationObject['responses'] = {
    default: { description: 'Any other refusal', headers: errorHeaders, content },
  }
  for (const [status, answer] of Object.entries(route.answers)) {
    const headers = z.object({ 'x-ms-request-id': requestId, ...headersOfAnswer(answer) })
    responses[status as '200'] = {
      description: answer.description,
      headers: isRepeatable(entry, route) ? headers.extend(repeatableHeaders) : headers,
      ...contentOf(answer),
    }
  }
  for (const [status, codes] of refusalsByStatus(entry, route)) {
    responses[`${status}` as '400'] ??= {
      description: codes.join(', '),
      headers: headersOfError.get(status) ?? errorHeaders,
      content,
    }
  }
  return {
    operationId: entry.name,
    summary: route.summary,
    tags: [route.tag],
    ...(route.scope === 'public'
      ? { security: [] }
      : { security: [{ bearer: [] }], description: `Needs one of: ${route.who.join(', ')}.` }),
    requestParams: {
      path: describedPath(route),
      query: z.object({ ...versionOf(route), ...route.query.shape }),
      ...headersOf(entry, route),
    },
    ...(route.body && route.body !== nothing
      ? { requestBody: { required: true, content: requestContent(route.body, route) } }
      : {}),
    responses,
  }
}

function headersOfAnswer({ headers = [], mayHave = [] }: Documented): Record<string, z.ZodType> {
  return Object.fromEntries([
    ...headers.map((header) => [header, answerHeaders[header]] as const),
    ...mayHave.map((header) => [header, answerHeaders[header].optional()] as const),
  ])
}

function requestContent(body: z.ZodType, { list }: Route) {
  return {
    'application/json': { schema: body },
    ...(list ? { 'text/csv': { schema: z.string().describe(list.csv) } } : {}),
  }
}

function contentOf({ body, contentTypes }: Documented) {
  if (body) return { content: { 'application/json': { schema: body } } }
  return contentTypes ? { content: Object.fromEntries(contentTypes.map((type) => [type, {}])) } : {}
}

/** Whether the same id gives the same answer. */
function isRepeatable({ method }: Pick<RouteEntry, 'method'>, { onlyReads, scope }: Route): boolean {
  return method === 'POST' && !onlyReads && scope !== 'public'
}

const repeatableHeaders = {
  'Repeatability-Result': z
    .literal('accepted')
    .optional()
    .describe('Where an id was sent: a repeat gets this answer again'),
}

function versionOf({ unversioned }: Route) {
  return unversioned ? {} : { 'api-version': z.literal(apiVersion).describe('The version of this API') }
}

const pathParameters: ReadonlyMap<string, string> = new Map([
  ['t', 'The organisation: its tenant id'],
  ['id', 'The resource'],
  ['productId', 'The product'],
])

function describedPath({ params }: Route) {
  const shape: Record<string, z.ZodType> = {}
  for (const [name, schema] of Object.entries(params.shape as Record<string, z.ZodType>)) {
    const description = schema.description ?? pathParameters.get(name)
    if (!description) throw new Error(`The path parameter ${name} has no description.`)
    shape[name] = schema.describe(description)
  }
  return z.object(shape)
}

const ifMatch = z.string().describe('The ETag that was read')
const ifMatchToChange = z
  .string()
  .optional()
  .describe('The ETag that was read; needed where it is there already')

function headersOf(entry: RouteEntry, route: Route) {
  const headers: Record<string, z.ZodType> = {}
  const { needsIfMatch } = route
  if (needsIfMatch) headers['If-Match'] = needsIfMatch === true ? ifMatch : ifMatchToChange
  if (isRepeatable(entry, route)) {
    headers['Repeatability-Request-ID'] = z
      .uuid()
      .optional()
      .describe('Makes the call safe to repeat for 24 hours')
    headers['Repeatability-First-Sent'] = z
      .string()
      .optional()
      .describe('When it was first sent: an HTTP date')
    headers['Idempotency-Key'] = z
      .string()
      .regex(idempotencyKey)
      .optional()
      .describe(
        'The same as Repeatability-Request-ID, for whoever has no UUID; that one counts where both are sent',
      )
  }
  return Object.keys(headers).length === 0 ? {} : { header: z.object(headers) }
}

/** Every refusal that the route can give: its own, and those of the checks before it. */
export function refusalsOf(entry: Pick<RouteEntry, 'method'>, route: Route): RefusalCode[] {
  const codes = new Set<RefusalCode>(route.refusals)
  codes.add('TooManyRequests').add('InternalError').add('ServiceUnavailable').add('InvalidRequest')
  if (!route.unversioned) codes.add('MissingApiVersionParameter').add('UnsupportedApiVersionValue')
  codes.add('CardNumberNotAllowed')
  if (route.scope !== 'public') codes.add('Unauthorized').add('AccountDisabled')
  if (route.who.length > 0) codes.add('Forbidden')
  if (route.toBuy) codes.add('GuestNotAllowed').add('PersonalAccount')
  // An id that is none is answered like one that there is not.
  if (Object.keys(route.params.shape).length > 0) codes.add('NotFound')
  if (route.scope === 'tenant') codes.add('TenantNotOnboarded').add('PersonNotKnown').add('DelegationExpired')
  if (route.scope === 'surface') codes.add('TenantNotOnboarded').add('PersonNotKnown')
  if (route.body) codes.add('RequestTooLarge').add('UnsupportedMediaType')
  if (route.needsIfMatch) codes.add('PreconditionRequired').add('PreconditionFailed')
  if (isRepeatable(entry, route)) {
    codes.add('InvalidRepeatabilityHeader').add('RepeatabilityMismatch')
  }
  return [...codes]
}

function refusalsByStatus(entry: RouteEntry, route: Route): [number, RefusalCode[]][] {
  const byStatus = new Map<number, RefusalCode[]>()
  for (const code of refusalsOf(entry, route)) {
    const status = route.scope === 'surface' ? surfaceStatus(code) : refusalStatus[code]
    byStatus.set(status, [...(byStatus.get(status) ?? []), code])
  }
  return [...byStatus].sort(([a], [b]) => a - b)
}
