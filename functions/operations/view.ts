import * as z from 'zod'
import { productName } from '#core/catalogue/products.ts'
import type { Operation, OperationKind } from '#core/documents.ts'
import { operationStates, type Subject } from '#core/operations/operation.ts'
import { doneOf, speedOf } from '#core/operations/working-time.ts'
import { linkTo } from '../http/links.ts'
import { instantShape, personRefShape, productRefShape } from '../http/shapes.ts'
import type { Services } from '../jobs/job.ts'
import { type OfferedAction, offeredActions } from './actions.ts'

/** As callers name them; the compiler misses a kind that is not here. */
export const operationKinds = Object.keys({
  moveUsers: true,
  cancel: true,
  exportUsers: true,
  assignUsers: true,
  unassignUsers: true,
  deleteSignUp: true,
  undo: true,
  transferOwnership: true,
} satisfies Record<OperationKind, true>) as [OperationKind, ...OperationKind[]]

export const subjectShape = z.object({
  id: z.string().describe('The subscription'),
  product: productRefShape.optional().describe('What it is of; unknown where an earlier release began this'),
  purchaser: personRefShape.optional().describe('Who had bought it when this was asked for; likewise'),
})

export const operationShape = z
  .object({
    id: z.string().describe('A GUID'),
    kind: z.enum(operationKinds).describe('What it does. Extensible'),
    subscription: subjectShape.describe('What it works on; of several the first'),
    subscriptionCount: z.int().describe('1; more where an export or a transfer is of several'),
    target: subjectShape.optional().describe('Where users move'),
    onlySelected: z
      .boolean()
      .optional()
      .describe('Of a move: whether only chosen users move, one after another, and the source stays'),
    undoes: z.string().optional().describe('Of an undo: the operation that it undoes'),
    undoneBy: z
      .string()
      .optional()
      .describe('The operation that undoes it, or has, as far as nobody had changed what it did'),
    undoneDateTime: instantShape.optional().describe('When that was done. RFC 3339, UTC'),
    from: personRefShape.optional().describe('Of a transfer of ownership: whose subscriptions it gives away'),
    to: personRefShape.optional().describe('Of a transfer of ownership: who gets them'),
    startedBy: personRefShape.describe('Who asked for it; the name as it was then'),
    status: z.enum(operationStates).describe('The last three are final'),
    needsAttention: z.boolean().optional().describe('Its message is a dead letter: an operator has to look'),
    percentComplete: z.int().describe('0 to 100'),
    progress: z
      .object({
        total: z
          .int()
          .describe('Every user of the job; of a list every entry, of a transfer every subscription'),
        succeeded: z.int().describe('Done'),
        skipped: z
          .int()
          .describe(
            'Who already held the target, or has left; of a list whoever needs no change or cannot have one; of an undo who has changed since',
          ),
        failed: z.int().describe('Not done when it ended'),
        compared: z
          .int()
          .optional()
          .describe('Of a move of all users: how many have been looked at. Then all of them move at once'),
      })
      .describe('How many users are how far'),
    usersPerSecond: z
      .number()
      .describe('Since it was asked for, up to its last step; time in which it was paused does not count'),
    secondsLeft: z.int().optional().describe('At that rate; while it goes on'),
    createdDateTime: instantShape.describe('When it was asked for. RFC 3339, UTC'),
    lastUpdatedDateTime: instantShape.describe('Its last step. RFC 3339, UTC'),
    completedDateTime: instantShape.optional().describe('When it ended. RFC 3339, UTC'),
    resourceLocation: z.url().describe('What it works on, or makes'),
    result: z.record(z.string(), z.unknown()).optional().describe('Once it has succeeded'),
    error: z
      .object({
        code: z.string().describe('Stable. Extensible'),
        message: z.string().describe('In English'),
      })
      .optional()
      .describe('Why it failed, or waits for a person'),
    actions: z.array(z.enum(offeredActions)).describe('What the caller may do to it now. Extensible'),
  })
  .meta({ id: 'Operation', title: 'Operation' })

/**
 * An operation as its readers see it; every number and name comes from the stored operation. What the caller may do to
 * it `actionsOn` says.
 */
export function operationView(services: Services, operation: Operation, actions: readonly OfferedAction[]) {
  const { progress, tenantId } = operation
  const ended = operation.state === 'Succeeded'
  const facts = services.jobs.operation(operation)
  const resourceLocation = linkTo(services, `/tenants/${tenantId}${facts.resource(operation)}`)
  return {
    id: operation.id,
    kind: operation.kind,
    subscription: subjectView(operation.subscriptionId, operation.subject),
    subscriptionCount: subscriptionsIn(operation),
    ...(operation.kind === 'moveUsers'
      ? {
          target: subjectView(operation.targetSubscriptionId, operation.target),
          onlySelected: operation.onlySelected,
        }
      : {}),
    ...(operation.kind === 'undo'
      ? {
          ...(operation.targetSubscriptionId
            ? { target: subjectView(operation.targetSubscriptionId, operation.target) }
            : {}),
          undoes: operation.undoes.id,
        }
      : {}),
    ...(operation.kind === 'transferOwnership'
      ? { from: personView(operation.from), to: personView(operation.to) }
      : {}),
    ...(operation.undoneBy ? { undoneBy: operation.undoneBy } : {}),
    ...(operation.undoneAt ? { undoneDateTime: operation.undoneAt } : {}),
    startedBy: { id: operation.startedBy.id, displayName: operation.startedBy.name },
    status: operation.state,
    ...(operation.needsAttention ? { needsAttention: true } : {}),
    // All may have been compared and nobody moved yet: only the end is a hundred.
    percentComplete: ended
      ? 100
      : Math.min(99, Math.floor((doneOf(progress) / Math.max(progress.total, 1)) * 100)),
    progress: { ...progress },
    ...speedOf(operation),
    createdDateTime: operation.createdAt,
    lastUpdatedDateTime: operation.updatedAt,
    ...(operation.completedAt === null ? {} : { completedDateTime: operation.completedAt }),
    resourceLocation,
    ...(ended ? { result: facts.result(operation, resourceLocation) } : {}),
    ...(operation.error && (operation.needsAttention || operation.state === 'Failed')
      ? { error: { ...operation.error } }
      : {}),
    actions: [...actions],
  } satisfies z.input<typeof operationShape>
}

function subscriptionsIn(operation: Operation): number {
  switch (operation.kind) {
    case 'exportUsers':
      return operation.subscriptions.length
    case 'transferOwnership':
      return operation.items.length
    default:
      return 1
  }
}

function personView({ userId, displayName }: { readonly userId: string; readonly displayName: string }) {
  return { id: userId, displayName }
}

export function subjectView(id: string, subject: Subject | undefined) {
  if (!subject) return { id }
  const { productId, purchaserId, purchaserName } = subject
  return {
    id,
    product: { id: productId, displayName: productName(productId) },
    purchaser: { id: purchaserId, displayName: purchaserName },
  }
}

/** Where to ask for it: the Operation-Location of the 202. */
export function operationLocation(services: Services, { tenantId, id }: Operation): string {
  return linkTo(services, `/tenants/${tenantId}/operations/${id}`)
}
