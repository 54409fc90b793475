import type { Door } from '#functions/door.ts'
import { products } from '../journey-verbs.ts'
import type { Bearer } from './bearer.ts'
import { paramsOf, type Request, send, versioned } from './request.ts'
import { bodySchemas, querySchema } from './schemas.ts'
import type { Stage } from './stage.ts'
import { type Known, validOf } from './values.ts'

/** The resources that a request is about, by the word before them in the route. */
export type Places = Readonly<Record<string, string>>

export function placesOf(stage: Stage): Places {
  return {
    tenants: stage.organisation.id,
    subscriptions: stage.takenOver.id,
    operations: stage.operations.canceled.id,
    exports: stage.operations.exported.id,
    products: products.powerBiPro,
    licenses: products.powerBiPro,
    docs: 'start.js',
  }
}

export function knownOf(stage: Stage): Known {
  const { organisation, takenOver, central, cardId } = stage
  const { globalAdmin, members } = organisation
  return {
    targetSubscriptionId: central.id,
    subscriptionIds: [takenOver.id],
    userIds: [members[0].id],
    productId: products.powerBiPro,
    paymentMethodId: cardId,
    email: globalAdmin.address,
    billTo: globalAdmin.address,
    userId: globalAdmin.id,
    type: 'card',
    token: 'tok_ok',
    country: 'NL',
    sequenceNumber: '1',
    continuation: '',
  }
}

/** Requests that the door would take, one for each kind of body; who calls may do everything that it asks for. */
export function goodRequests(
  door: Door,
  { known, places, callers }: { known: Known; places: Places; callers: Callers },
): Request[] {
  const request: Request = {
    door,
    params: paramsOf(door, places),
    query: { ...(validOf(querySchema(door), known) as Record<string, string>), ...versioned(door) },
    headers: { ...callers[door.scope] },
  }
  const bodies = bodySchemas(door).map((schema) => validOf(schema, known))
  return bodies.length === 0 ? [request] : bodies.map((body) => ({ ...request, body }))
}

/** Who may do everything, by where a door belongs. */
export interface Callers {
  readonly tenant: Bearer
  readonly ops: Bearer
  readonly public: Readonly<Record<string, string>>
}

/** The ETag of what a request is about: that of the nearest door up the path that gives one. */
export async function etagFor(
  request: Request,
  doors: readonly Door[],
): Promise<{ readonly 'if-match'?: string }> {
  for (let route = request.door.route; route !== ''; route = route.slice(0, route.lastIndexOf('/'))) {
    const door = doors.find((other) => other.route === route && other.method === 'GET')
    if (!door) continue
    const { headers, params } = request
    const answer = await send({ door, params, headers, query: versioned(door) })
    const etag = answer.headers.get('etag')
    if (etag !== null) return { 'if-match': etag }
  }
  return {}
}
