import type { Schemas } from './client.ts'
import type { Column, Fields } from './print.ts'

/** What both addresses of an operation give, and rows of lists. */
export type Operation = Schemas['Operation']

export const operationColumns: readonly Column<Operation & { readonly organisation?: string | undefined }>[] =
  [
    { title: 'ID', of: ({ id }) => id },
    { title: 'KIND', of: ({ kind }) => kind },
    { title: 'STATUS', of: statusOf },
    { title: 'DONE', of: ({ percentComplete }) => `${percentComplete} %`, right: true },
    { title: 'USERS', of: ({ progress }) => progress.total, right: true },
    { title: 'ASKED FOR', of: ({ createdDateTime }) => createdDateTime },
    { title: 'BY', of: ({ startedBy }) => startedBy.displayName },
    { title: 'SUBSCRIPTION', of: ({ subscription }) => subjectOf(subscription) },
    { title: 'ORGANISATION', of: ({ organisation }) => organisation },
  ]

export function operationFields(operation: Operation): Fields {
  const { target, progress, error, secondsLeft, subscription } = operation
  return [
    ['Id', operation.id],
    ['Kind', operation.kind],
    ['Status', statusOf(operation)],
    ['Error', error && `${error.message} (${error.code})`],
    ['Subscription', `${subjectOf(subscription)} ${subscription.id}`],
    ['Target', target && `${subjectOf(target)} ${target.id}`],
    ['From', operation.from?.displayName],
    ['To', operation.to?.displayName],
    [
      'More',
      operation.hasMore ? 'there are more than one operation takes: ask again for the rest' : undefined,
    ],
    ['Starts', operation.startAt],
    ['Part of', operation.parentId],
    ['Undoes', operation.undoes],
    ['Undone by', operation.undoneBy],
    [operation.kind === 'transferOwnership' ? 'Subscriptions' : 'Users', usersOf(progress)],
    ...(operation.children ?? []).map(
      (child) =>
        [
          'Source',
          `${child.subscription.id} ${child.status}${child.error ? `: ${child.error.message} (${child.error.code})` : ''}`,
        ] as const,
    ),
    ['Users a second', progress.total > 0 ? operation.usersPerSecond : undefined],
    ['Time left', secondsLeft === undefined ? undefined : `${secondsLeft} s`],
    ['Asked for', `${operation.createdDateTime} by ${operation.startedBy.displayName}`],
    ['Last step', operation.lastUpdatedDateTime],
    ['Ended', operation.completedDateTime],
    ['You may', operation.actions.join(', ') || 'nothing'],
  ]
}

function statusOf({ status, needsAttention, isWaiting, startAt }: Operation): string {
  if (needsAttention) return `${status}, waits for an operator`
  return isWaiting ? `${status}, waits for ${startAt}` : status
}

export function usersOf({ total, succeeded, skipped, failed }: Operation['progress']): string {
  return `${total}: ${succeeded} done, ${skipped} skipped, ${failed} failed`
}

function subjectOf({ id, product, purchaser }: Operation['subscription']): string {
  return product ? `${product.displayName}${purchaser ? ` of ${purchaser.displayName}` : ''}` : id
}
