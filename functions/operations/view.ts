import * as z from 'zod'
import { productName } from '#core/catalogue/products.ts'
import type { Operation, OperationKind } from '#core/documents.ts'
import { toMilliseconds } from '#core/kernel/time.ts'
import { isWaiting, operationStates, type Subject } from '#core/operations/operation.ts'
import { doneOf, speedOf } from '#core/operations/working-time.ts'
import type { Child } from '#core/take-over/consolidate.ts'
import { linkTo } from '../http/links.ts'
import { instantShape, personRefShape, productRefShape } from '../http/shapes.ts'
import type { Services } from '../jobs/job.ts'
import { type OfferedAction, offeredActions } from './actions.ts'

/** As callers name them; the compiler misses a kind that is not here. */
export const operationKinds = Object.keys({
  moveUsers: true,
  cancel: true,
  consolidate: true,
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

export const errorShape = z.object({
  code: z.string().describe('Stable. Extensible'),
  message: z.string().describe('In English'),
})

const progressShape = z.object({
  total: z.int().describe('Every user of the job'),
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

const childShape = z.object({
  subscription: subjectShape.describe('The source'),
  operationId: z.string().optional().describe('The move of its users, where one began'),
  status: z
    .enum(['NotStarted', 'Running', 'Succeeded', 'Failed', 'Canceled'])
    .describe('One of them runs at a time, in the order of this list. Extensible'),
  progress: progressShape.describe('How many of its users are how far'),
  error: errorShape.optional().describe('Why it was not moved'),
})

export const operationShape = z
  .object({
    id: z.string().describe('A GUID'),
    kind: z.enum(operationKinds).describe('What it does. Extensible'),
    subscription: subjectShape.describe('What it works on; of several the first'),
    subscriptionCount: z
      .int()
      .describe('1; more where it is of several: an export, a consolidation, a transfer'),
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
    hasMore: z
      .boolean()
      .optional()
      .describe('Of a transfer of ownership: there are more than it takes; ask again for the rest'),
    startedBy: personRefShape.describe('Who asked for it; the name as it was then'),
    status: z.enum(operationStates).describe('The last three are final'),
    needsAttention: z.boolean().optional().describe('Its message is a dead letter: an operator has to look'),
    percentComplete: z.int().describe('0 to 100'),
    progress: progressShape.describe('How many users are how far; of a consolidation those of all sources'),
    usersPerSecond: z
      .number()
      .describe('Since it was asked for, up to its last step; time in which it was paused does not count'),
    secondsLeft: z.int().optional().describe('At that rate; while it goes on'),
    createdDateTime: instantShape.describe('When it was asked for. RFC 3339, UTC'),
    startAt: instantShape
      .optional()
      .describe('Of one that was asked for a time: it does not begin before. RFC 3339, UTC'),
    isWaiting: z
      .boolean()
      .optional()
      .describe('Whether it waits for `startAt`: it holds nothing yet, and can be changed and revoked'),
    begunDateTime: instantShape
      .optional()
      .describe('When it began, of one that was asked for a time: absent where it never did. RFC 3339, UTC'),
    parentId: z.string().optional().describe('The operation that runs this as one of several'),
    lastUpdatedDateTime: instantShape.describe('Its last step. RFC 3339, UTC'),
    completedDateTime: instantShape.optional().describe('When it ended. RFC 3339, UTC'),
    resourceLocation: z.url().describe('What it works on, or makes'),
    result: z.record(z.string(), z.unknown()).optional().describe('Once it has succeeded'),
    error: errorShape.optional().describe('Why it failed, or waits for a person'),
    children: z
      .array(childShape)
      .optional()
      .describe('Of a consolidation: its sources in the order in which they have their turn; not in a list'),
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
    ...(operation.kind === 'moveUsers' || operation.kind === 'consolidate'
      ? { target: subjectView(operation.targetSubscriptionId, operation.target) }
      : {}),
    ...(operation.kind === 'moveUsers' ? { onlySelected: operation.onlySelected } : {}),
    ...(operation.kind === 'consolidate' ? { children: operation.children.map(childView) } : {}),
    ...(operation.kind === 'undo'
      ? {
          ...(operation.targetSubscriptionId
            ? { target: subjectView(operation.targetSubscriptionId, operation.target) }
            : {}),
          undoes: operation.undoes.id,
        }
      : {}),
    ...(operation.kind === 'transferOwnership'
      ? {
          from: personView(operation.from),
          to: personView(operation.to),
          ...(operation.hasMore ? { hasMore: true } : {}),
        }
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
    ...(operation.startAt === undefined
      ? {}
      : { startAt: operation.startAt, isWaiting: isWaiting(operation) }),
    ...(operation.begunAt === undefined ? {} : { begunDateTime: operation.begunAt }),
    ...(operation.parentId === undefined ? {} : { parentId: operation.parentId }),
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
    case 'consolidate':
      return operation.children.length
    case 'transferOwnership':
      return operation.items.length
    default:
      return 1
  }
}

function personView({ userId, displayName }: { readonly userId: string; readonly displayName: string }) {
  return { id: userId, displayName }
}

function childView({ subject, operationId, state, progress, error }: Child): z.input<typeof childShape> {
  return {
    subscription: subjectView(subject.id, subject),
    ...(operationId === null ? {} : { operationId }),
    status: state,
    progress: { ...progress },
    ...(error ? { error: { ...error } } : {}),
  }
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

/** Without what each of many sources has come to: that is asked for by itself. */
export function operationRow(services: Services, operation: Operation, actions: readonly OfferedAction[]) {
  const { children: _, ...row } = operationView(services, operation, actions)
  return row
}

/** So many seconds; of a plan the rest of its time, or a minute where that is longer. */
export function askAgainAfter({ clock }: Services, operation: Operation): string {
  const { startAt } = operation
  if (startAt === undefined || !isWaiting(operation)) return '1'
  const seconds = Math.ceil((toMilliseconds(startAt) - toMilliseconds(clock.now())) / 1_000)
  return String(Math.min(60, Math.max(1, seconds)))
}

/** Where to ask for it: the Operation-Location of the 202. */
export function operationLocation(services: Services, { tenantId, id }: Operation): string {
  return linkTo(services, `/tenants/${tenantId}/operations/${id}`)
}
