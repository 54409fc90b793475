import * as z from 'zod'
import { productName } from '#core/catalogue/products.ts'
import type { LicenseRequest, RequestedUser, RequestState } from '#core/requests/license-request.ts'
import type { Caller } from '../http/caller.ts'
import { instantShape, personRefShape, productRefShape } from '../http/shapes.ts'
import { isOwn, mayDecide } from './find.ts'

export const requestStatuses = ['Pending', 'Approved', 'PartlyApproved', 'Rejected', 'Withdrawn'] as const

export const stateOfStatus = {
  Pending: 'pending',
  Approved: 'approved',
  PartlyApproved: 'partlyApproved',
  Rejected: 'rejected',
  Withdrawn: 'withdrawn',
} as const satisfies Record<(typeof requestStatuses)[number], RequestState>

/** The same words as the states, written as the API writes them. */
function statusOf(state: RequestState): (typeof requestStatuses)[number] {
  return requestStatuses.find((status) => stateOfStatus[status] === state) ?? 'Pending'
}

const userStatus = z.enum(['Pending', 'Approved', 'Rejected', 'Withdrawn'])

const requestActions = ['approve', 'reject', 'withdraw'] as const

export const messageShape = z.string().trim().min(1).max(1_000)

/** As a change answers it: a kept answer outlives its ETag, so that is only in the header, read afresh. */
export const changedRequestShape = z
  .object({
    id: z.string().describe('A GUID'),
    status: z
      .enum(requestStatuses)
      .describe('Pending as long as somebody of it waits for a decision. Extensible'),
    product: productRefShape.describe('What is asked for'),
    requestedBy: personRefShape.describe('Who asked'),
    users: z
      .array(
        z.object({
          userId: z.string().describe('The object id'),
          displayName: z.string().describe('The full name'),
          userPrincipalName: z.string().describe('The name to sign in with'),
          status: userStatus.describe('What became of it. Extensible'),
        }),
      )
      .describe('Whom it is for'),
    message: z.string().optional().describe('Why, in the words of who asked'),
    createdDateTime: instantShape.describe('When it was asked. RFC 3339, UTC'),
    lastUpdatedDateTime: instantShape.describe('RFC 3339, UTC'),
    decisions: z
      .array(
        z.object({
          outcome: userStatus.describe('What was decided. Extensible'),
          userIds: z.array(z.string()).describe('For whom'),
          by: personRefShape.describe('Who decided'),
          at: instantShape,
          message: z.string().optional().describe('What they said to it'),
          subscriptionId: z.string().optional().describe('Where the licences come from'),
        }),
      )
      .describe('Oldest first'),
    actions: z.array(z.enum(requestActions)).describe('What the caller may do to it now. Extensible'),
  })
  .meta({ id: 'ChangedLicenseRequest', title: 'Licence request, changed' })

export const requestShape = changedRequestShape
  .extend({ etag: z.string().describe('Its version') })
  .meta({ id: 'LicenseRequest', title: 'Licence request' })

export function requestView(caller: Caller, request: LicenseRequest) {
  return {
    id: request.id,
    status: statusOf(request.state),
    product: { id: request.productId, displayName: productName(request.productId) },
    requestedBy: { id: request.userId, displayName: request.userName },
    users: request.users.map(({ state, ...user }) => ({ ...user, status: ofUser(state) })),
    ...(request.message === null ? {} : { message: request.message }),
    createdDateTime: request.createdAt,
    lastUpdatedDateTime: request.updatedAt,
    decisions: request.decisions.map(({ outcome, userIds, by, at, message, subscriptionId }) => ({
      outcome: ofUser(outcome),
      userIds,
      by: { id: by.id, displayName: by.name },
      at,
      ...(message === null ? {} : { message }),
      ...(subscriptionId === null ? {} : { subscriptionId }),
    })),
    actions: actionsOn(caller, request),
  }
}

function ofUser(state: RequestedUser['state']) {
  return (
    { pending: 'Pending', approved: 'Approved', rejected: 'Rejected', withdrawn: 'Withdrawn' } as const
  )[state]
}

function actionsOn(caller: Caller, request: LicenseRequest): (typeof requestActions)[number][] {
  if (request.state !== 'pending') return []
  return [
    ...(mayDecide(caller) ? (['approve', 'reject'] as const) : []),
    ...(isOwn(caller, request) ? (['withdraw'] as const) : []),
  ]
}
