import type { Document } from '#core/documents.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { LotId, ProductId, SubscriptionId, TenantId, UserId } from '#core/kernel/ids.ts'
import type { User } from '#core/organisation/user.ts'
import { newPolicy } from '#core/policies/policy.ts'
import type { Write } from '#core/ports/documents.ts'
import { type Assignment, newSeat, revokedSeat, type Seat, touchedAt } from '#core/seats/assignment.ts'
import { withDue } from '#core/subscriptions/due.ts'
import { type Lots, newLots, withLots } from '#core/subscriptions/lots.ts'
import { anActive, anAssignment, aTenant, aUser, guid, seatsOf, userId } from '../support/builders.ts'
import type { Chance } from './chance.ts'
import type { Cloud } from './cloud.ts'
import { farTarget, home, neighbour, sourceA, sourceB, target, theAdmin } from './known-ids.ts'
import type { Plot } from './plot.ts'

export interface Organisation {
  /** Some of those who hold seats, and some who do not: with accounts, so that routes serve them. */
  readonly people: readonly UserId[]
  /** Some of them who hold nothing. */
  readonly outsiders: readonly UserId[]
  readonly heldAtFirst: ReadonlyMap<SubscriptionId, readonly UserId[]>
}

export interface OrganisationShape {
  /** Users on the first source. */
  readonly users: number
  readonly usersOfB: number
  /** How many of them hold the target already. */
  readonly alreadyHolding: number
  readonly spareSeats: number
  /** The target is a taken-over purchase, so that it can itself be emptied. */
  readonly selfServiceTarget: boolean
  /** Lots that came to the first source and to the target in the past, and are closed. */
  readonly pastLots: number
  /** The first source has room for all of the second one. */
  readonly roomForB: boolean
}

/** Small jobs mostly, often around the size of a step, sometimes of three steps. */
export function shapeFrom(chance: Chance, plot: Plot): OrganisationShape {
  const users = chance.happens(plot.runsShort ? 0.2 : 0.65)
    ? chance.whole(0, 8)
    : chance.happens(0.6)
      ? chance.whole(92, 100)
      : chance.whole(101, 250)
  // Where seats change hands meanwhile, few of them make jobs run short.
  const scarce = plot.runsShort || plot.second === 'emptiesTarget' || chance.happens(0.3)
  // Nothing is held back for who holds the target already: then the target itself may be emptied meanwhile.
  const allHold = plot.second === 'emptiesTarget' && chance.happens(0.7)
  const few = scarce || chance.happens(0.3) ? chance.whole(0, Math.min(users, 5)) : 0
  const someHold = chance.happens(0.12) ? chance.whole(Math.ceil(users / 2), users) : few
  return {
    users,
    usersOfB: chance.whole(0, 9),
    alreadyHolding: allHold ? users : someHold,
    spareSeats: scarce ? 0 : chance.whole(0, 12),
    selfServiceTarget: plot.second === 'emptiesTarget' || chance.happens(0.1),
    pastLots: chance.happens(0.35) ? chance.whole(1, 3) : 0,
    roomForB: plot.second === 'intoSource',
  }
}

/** `twin`: the other organisation has the same people too, and all of what they hold. */
export async function found(
  cloud: Cloud,
  chance: Chance,
  shape: OrganisationShape,
  twin: boolean,
): Promise<Organisation> {
  const users = Array.from({ length: shape.users + 4 }, (_, index) => userId(100 + index))
  const ofA = users.slice(0, shape.users)
  const ofB = users.slice(-Math.min(users.length, shape.usersOfB))
  const ofTarget = [...ofA.slice(ofA.length - shape.alreadyHolding), ...users.slice(-1)]
  const heldAtFirst = new Map([
    [sourceA, ofA],
    [sourceB, ofB],
    [target, ofTarget],
    [farTarget, []],
  ])
  const roomInTarget = ofTarget.length + ofA.length - shape.alreadyHolding + shape.spareSeats
  const totals = new Map([
    [sourceA, ofA.length + chance.whole(0, 3) + (shape.roomForB ? ofB.length : 0)],
    [sourceB, ofB.length],
    [target, roomInTarget],
    [farTarget, roomInTarget + 5],
  ])
  const apart = Math.ceil(users.length / 12)
  const people = users.filter((_, index) => index % apart === 0 || index > users.length - 6)
  const documents: Document[] = [
    aTenant(),
    newPolicy(home),
    theAdmin,
    ...people.map((id) => person(id, `User ${id.slice(-4)}`)),
  ]
  for (const [id, holders] of heldAtFirst) {
    const past = id === sourceA || id === target ? shape.pastLots : 0
    const lots = lotsOf(id, past)
    const purchaserId = userId(Number.parseInt(id.slice(-4), 16))
    const selfService = id === sourceA || id === sourceB || (id === target && shape.selfServiceTarget)
    documents.push(
      withDue(
        anActive({
          id,
          purchaserId,
          productId: 'CFQ7TTC0L3PB' as ProductId,
          channel: selfService ? 'selfService' : 'central',
          seats: seatsOf({ total: totals.get(id) ?? 0, assigned: holders.length }),
          ...lots,
        }),
      ),
      ...holders.map((userId, index) =>
        anAssignment({ id, tenantId: home }, userId, { seat: seatOf(id, lots, index) }),
      ),
    )
    if (past > 0 && id === sourceA) documents.push(...revokedBefore(lots, users.slice(shape.users, -2)))
    // Now and then the purchaser has left the organisation, or their mailbox is gone.
    if (!chance.happens(0.05)) documents.push(person(purchaserId, `Purchaser ${id.slice(-4)}`))
    if (chance.happens(0.05))
      cloud.refusedAddresses.add(person(purchaserId, `Purchaser ${id.slice(-4)}`).mail)
  }
  await store(cloud, home, documents)
  const twins = twin ? documents : documents.filter(({ type }) => type !== 'user').slice(0, 40)
  await store(
    cloud,
    neighbour,
    // Nothing falls due there, whatever the clock says: whatever is written there is a fault.
    twins.map((document) => ({
      ...document,
      tenantId: neighbour,
      ...('dueAt' in document ? { dueAt: null } : {}),
    })),
  )
  return { people, outsiders: users.slice(shape.users, -1), heldAtFirst }
}

/** As after so many moves into it, and one seat that was given after each of them. */
function lotsOf(id: SubscriptionId, past: number): Lots {
  let lots = newLots(id)
  for (let number = 1; number <= past; number += 1) {
    const lotId = guid<LotId>(7, Number.parseInt(id.slice(-4), 16) * 16 + number)
    lots = withLots(lots, { come: [{ lotId, epoch: number % 2 === 0 ? 2 : 1 }] })
    lots = withLots(lots, {})
  }
  return lots
}

/** The users of a subscription are in all of its lots; whoever came with one was given the seat elsewhere. */
function seatOf(id: SubscriptionId, { lotIds, openLotId }: Lots, index: number): Seat {
  const lotId = lotIds[index % lotIds.length] as LotId
  if (lotId === openLotId) return newSeat({ id, openLotId }, index % lotIds.length)
  const elsewhere = guid<SubscriptionId>(6, 1)
  const given = 30 + index
  return { state: 'active', lotId, given, touched: touchedAt(elsewhere, given) }
}

/** Came with a lot and lost the seat; they may be given one again. */
function revokedBefore(lots: Lots, users: readonly UserId[]): Assignment[] {
  const subscription = { id: sourceA, ...lots }
  return users.map((userId, index) => {
    const seat = revokedSeat(seatOf(sourceA, lots, index + 1), { subscription, sequence: lots.seatSequence })
    return anAssignment({ id: sourceA, tenantId: home }, userId, { seat })
  })
}

function person(id: UserId, displayName: string): User {
  return aUser({ userId: id, id: documentId.user(id), displayName })
}

export async function store(cloud: Cloud, tenant: TenantId, documents: readonly Document[]): Promise<void> {
  for (let from = 0; from < documents.length; from += 100) {
    const writes: Write[] = documents
      .slice(from, from + 100)
      .map((document) => ({ kind: 'create', document }))
    await cloud.calm.documents.commit(tenant, writes)
  }
}
