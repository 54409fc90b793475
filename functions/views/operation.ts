import * as z from 'zod'
import type { Operation } from '#core/operations/operation.ts'
import type { World } from '#core/ports/services.ts'
import { apiVersion } from '../api-version.ts'

export const operationShape = z
  .object({
    id: z.string(),
    kind: z.enum(['moveUsers', 'cancel', 'exportUsers']).describe('Extensible'),
    status: z.enum(['NotStarted', 'Running', 'Paused', 'Succeeded', 'Failed', 'Canceled']),
    needsAttention: z.boolean().optional().describe('Its message is a dead letter: an operator has to look'),
    percentComplete: z.int(),
    progress: z.object({ total: z.int(), succeeded: z.int(), skipped: z.int(), failed: z.int() }),
    createdDateTime: z.string(),
    lastUpdatedDateTime: z.string(),
    completedDateTime: z.string().optional(),
    resourceLocation: z.url(),
    result: z.record(z.string(), z.unknown()).optional(),
    error: z.object({ code: z.string(), message: z.string() }).optional(),
  })
  .meta({ id: 'Operation' })

/** An operation as its readers see it; every number comes from the stored operation. */
export function operationView(world: World, operation: Operation) {
  const { progress } = operation
  const done = progress.succeeded + progress.skipped + progress.failed
  const ended = operation.state === 'Succeeded'
  return {
    id: operation.id,
    kind: operation.kind,
    status: operation.state,
    ...(operation.needsAttention ? { needsAttention: true } : {}),
    percentComplete: ended ? 100 : progress.total === 0 ? 0 : Math.floor((done / progress.total) * 100),
    progress: { ...progress },
    createdDateTime: operation.createdAt,
    lastUpdatedDateTime: operation.updatedAt,
    ...(operation.completedAt === null ? {} : { completedDateTime: operation.completedAt }),
    resourceLocation: resourceLocation(world, operation),
    ...(ended ? { result: resultOf(world, operation) } : {}),
    ...(operation.error === null ? {} : { error: { ...operation.error } }),
  }
}

/** Where to ask for it: the Operation-Location of the 202. */
export function operationLocation(world: World, operation: Operation): string {
  return `${world.settings.publicBaseUrl}/tenants/${operation.tenantId}/operations/${operation.id}?api-version=${apiVersion}`
}

function resourceLocation(world: World, operation: Operation): string {
  const { publicBaseUrl } = world.settings
  return operation.kind === 'exportUsers'
    ? `${publicBaseUrl}/tenants/${operation.tenantId}/exports/${operation.id}?api-version=${apiVersion}`
    : `${publicBaseUrl}/tenants/${operation.tenantId}/subscriptions/${operation.subscriptionId}?api-version=${apiVersion}`
}

function resultOf(world: World, operation: Operation) {
  if (operation.kind === 'exportUsers') return { downloadUrl: resourceLocation(world, operation) }
  if (operation.kind === 'cancel') return { usersRevoked: operation.progress.succeeded }
  return {
    usersMoved: operation.progress.succeeded,
    targetSubscriptionId: operation.targetSubscriptionId,
  }
}
