import * as z from 'zod'
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi'
import type { RefusalCode } from '#core/kernel/refusals.ts'
import { apiVersion } from './api-version.ts'
import type { Door } from './door.ts'
import { refusalStatus } from './refusal-status.ts'

const errorShape = z
  .object({
    error: z.object({
      code: z.string(),
      message: z.string(),
      target: z.string().optional(),
      innererror: z.record(z.string(), z.unknown()).optional(),
      help: z.string().optional(),
    }),
  })
  .meta({ id: 'Error' })

/** The OpenAPI 3.1 document, from the same shapes that validate: a route that is not in it does not exist. */
export function openapiDocument(publicBaseUrl: string, doors: readonly Door[]): object {
  const paths: ZodOpenApiPathsObject = {}
  for (const door of doors) {
    const path = paths[door.route] ?? {}
    path[door.method.toLowerCase() as 'get'] = operationOf(door)
    paths[door.route] = path
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Seatwarden',
      version: apiVersion,
      description:
        'Self-service purchase management: who may buy, who holds a licence, and taking subscriptions over by moving their users or cancelling.',
    },
    servers: [{ url: publicBaseUrl }],
    paths,
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'An Entra access token' },
      },
    },
  })
}

function operationOf(door: Door): ZodOpenApiOperationObject {
  const shape: Record<string, z.ZodType> = { ...door.query.shape }
  const version = door.unversioned ? {} : { 'api-version': z.literal(apiVersion) }
  const responses: ZodOpenApiOperationObject['responses'] = {}
  for (const [status, { description, body }] of Object.entries(door.answers)) {
    responses[status as '200'] = {
      description,
      ...(body ? { content: { 'application/json': { schema: body } } } : {}),
    }
  }
  for (const [status, codes] of refusalsByStatus(door)) {
    responses[`${status}` as '400'] = {
      description: codes.join(', '),
      content: { 'application/json': { schema: errorShape } },
    }
  }
  return {
    operationId: door.name,
    summary: door.summary,
    tags: [door.tag],
    ...(door.who === 'anyone'
      ? { security: [] }
      : { security: [{ bearer: [] }], description: `Needs one of: ${door.who.join(', ')}.` }),
    requestParams: {
      path: door.params,
      query: z.object({ ...version, ...shape }),
      ...headersOf(door),
    },
    ...(door.body && door.method !== 'GET'
      ? { requestBody: { content: { 'application/json': { schema: door.body } } } }
      : {}),
    responses,
  }
}

function headersOf(door: Door) {
  const headers: Record<string, z.ZodType> = {}
  if (door.needsIfMatch) headers['If-Match'] = z.string().describe('The ETag that was read')
  if (door.method === 'POST' && !door.onlyReads && door.who !== 'anyone') {
    headers['Repeatability-Request-ID'] = z
      .uuid()
      .optional()
      .describe('Makes the call safe to repeat for 24 hours')
  }
  return Object.keys(headers).length === 0 ? {} : { header: z.object(headers) }
}

/** Every refusal that the door can give: its own, and those of the checks before it. */
export function refusalsOf(door: Door): RefusalCode[] {
  const codes = new Set<RefusalCode>(door.refusals)
  codes.add('TooManyRequests').add('InternalError').add('ServiceUnavailable').add('InvalidRequest')
  if (!door.unversioned) codes.add('MissingApiVersionParameter').add('UnsupportedApiVersionValue')
  codes.add('CardNumberNotAllowed')
  if (door.who !== 'anyone') codes.add('Unauthorized').add('Forbidden')
  // An id that is none is answered like one that there is not.
  if (Object.keys(door.params.shape).length > 0) codes.add('NotFound')
  if (door.scope === 'tenant') codes.add('TenantNotOnboarded').add('PersonNotKnown')
  if (door.body) codes.add('RequestTooLarge').add('UnsupportedMediaType')
  if (door.needsIfMatch) codes.add('PreconditionRequired').add('PreconditionFailed')
  if (door.method === 'POST' && !door.onlyReads) {
    codes.add('InvalidRepeatabilityHeader').add('RepeatabilityMismatch')
  }
  return [...codes]
}

function refusalsByStatus(door: Door): [number, RefusalCode[]][] {
  const byStatus = new Map<number, RefusalCode[]>()
  for (const code of refusalsOf(door)) {
    const status = refusalStatus[code]
    byStatus.set(status, [...(byStatus.get(status) ?? []), code])
  }
  return [...byStatus].sort(([a], [b]) => a - b)
}
