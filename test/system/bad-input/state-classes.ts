import { randomUUID } from 'node:crypto'
import type { Subscription } from '../../support/clients/journey-verbs.ts'
import type { Endpoint } from './api.ts'
import type { Bad, BadClass } from './bad-class.ts'
import type { Request } from './request.ts'
import { withValue } from './values.ts'

/** Requests that are right in themselves, for something that is in another state. */
export const stateClasses: readonly BadClass[] = [
  {
    name: 'twenty-one users',
    answers: [400],
    *of({ endpoint, body }) {
      if (!endpoint.path.endsWith('/assignments') && !endpoint.path.endsWith('/assignments/remove')) return
      const userIds = Array.from({ length: 21 }, () => randomUUID())
      if (body) yield { what: '21', body: withValue(body, ['userIds'], userIds) }
    },
  },
  {
    name: 'users who are not of the organisation, or not on the subscription',
    answers: [404],
    codes: ['UserNotFound'],
    *of({ endpoint, body }, { stage }) {
      // Of a long list they are reported.
      if (endpoint.takesLongList) return
      if (hasField(body, 'sourceIds')) return
      if (!hasField(body, 'userIds') && !hasField(body, 'targetSubscriptionId')) return
      const holder = stage.organisation.members[0].id
      for (const userIds of [[randomUUID()], [holder, randomUUID()]]) {
        yield { what: `${userIds.length}`, body: withValue(body, ['userIds'], userIds) }
      }
    },
  },
  {
    name: 'a target that there is not',
    answers: [404],
    codes: ['NotFound'],
    *of({ body }, { stage }) {
      if (!hasField(body, 'targetSubscriptionId')) return
      for (const id of [randomUUID(), stage.organisation.id, stage.operations.moved.id, stage.cardId]) {
        yield { what: id, body: withValue(body, ['targetSubscriptionId'], id) }
      }
    },
  },
  {
    name: 'a target that is the source',
    answers: [422],
    codes: ['TargetIsSource'],
    *of({ body }, { stage }) {
      if (!hasField(body, 'targetSubscriptionId')) return
      yield { what: 'itself', body: withValue(body, ['targetSubscriptionId'], stage.takenOver.id) }
    },
  },
  {
    name: 'a target with one seat too few',
    answers: [409],
    codes: ['NotEnoughLicenses'],
    *of(good, { stage }) {
      if (!good.endpoint.path.endsWith('/moveUsers')) return
      const { crowded, full } = stage
      const body = withValue(good.body, ['targetSubscriptionId'], full.id)
      yield { what: '3 users, 2 seats', ...about(crowded)({ ...good, body }) }
    },
  },
  {
    name: 'a second verb while a move runs',
    answers: [409],
    codes: ['OperationInProgress'],
    *of(good, { stage }) {
      // Licences can be taken back meanwhile, and control is there already: both change nothing of the move.
      const isAllowed = /\/(assignments\/(remove|bulkRemove)|takeControl)$/.test(good.endpoint.path)
      // What was bought is not deleted at all.
      const isForSignUps = good.endpoint.method === 'DELETE'
      if (changesSubscription(good.endpoint) && !isAllowed && !isForSignUps)
        yield { what: 'a paused one', ...about(stage.busy)(good) }
    },
  },
  {
    name: 'a subscription that was deleted',
    answers: [409],
    codes: ['SubscriptionDeleted'],
    *of(good, { stage }) {
      if (changesSubscription(good.endpoint)) yield { what: 'cancelled', ...about(stage.deleted)(good) }
    },
  },
  {
    name: 'a subscription that nobody has taken over',
    answers: [409],
    codes: ['TakeControlRequired'],
    *of(good, { stage }) {
      if (!/\/(moveUsers|cancel|assignments|remove|bulk|bulkRemove)$/.test(good.endpoint.path)) return
      if (changesSubscription(good.endpoint))
        yield { what: 'a purchaser’s', ...about(stage.selfService)(good) }
    },
  },
  {
    name: 'an operation that has ended',
    answers: [409],
    codes: ['OperationFinished'],
    *of({ endpoint, params }, { stage }) {
      if (!/\/operations\/\{id\}\/(pause|resume|cancel)$/.test(endpoint.path)) return
      yield { what: 'a move', params: { ...params, id: stage.operations.moved.id } }
    },
  },
]

function changesSubscription({ path, method }: Endpoint): boolean {
  return path.includes('/subscriptions/{id}') && method !== 'GET'
}

/** The same request for another subscription, in its present version. */
function about({ id, etag }: Subscription): (good: Request) => Omit<Bad, 'what'> {
  return ({ params, headers, body }) => ({
    params: { ...params, id },
    headers: { ...headers, 'if-match': etag },
    ...(body === undefined ? {} : { body }),
  })
}

function hasField(body: unknown, name: string): body is Record<string, unknown> {
  return typeof body === 'object' && body !== null && name in body
}
