import type { Document } from '#core/documents.ts'
import type { SubscriptionId, TenantId, UserId } from '#core/kernel/ids.ts'
import type { Documents } from '#core/ports/documents.ts'
import { type Assignment, isHeldIn } from '#core/seats/assignment.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import type { ConsolidateOperation } from '#core/take-over/consolidate.ts'
import type { MoveUsersOperation } from '#core/take-over/operations.ts'
import { seedGenerated } from '#local/demo/seed-generated.ts'
import { expectStatus } from '#local/system/api-client.ts'
import { anActive, anAssignment, seatsOf, subscriptionId } from '../builders.ts'
import { type CrashPoint, killWhen, openStore } from './crash-points.ts'
import { eventually, type System } from './system.ts'

/** A `kill -9`: of which process, while the move of which source runs. */
export interface KilledAt {
  readonly process: CrashPoint['process']
  readonly source: number
}

export interface Consolidated {
  readonly operation: ConsolidateOperation
  readonly moves: readonly MoveUsersOperation[]
  readonly subscriptions: readonly Subscription[]
  readonly target: Subscription
  /** Who holds the target, and who the source that there was no room for. */
  readonly held: { readonly target: readonly string[]; readonly last: readonly string[] }
  readonly expected: { readonly target: readonly string[]; readonly last: readonly string[] }
  readonly restarted: readonly boolean[]
  readonly mails: number
}

const usersPerSource = 45
/** Whoever of a source is also on the next one needs one licence. */
const shared = 5
const target = subscriptionId(1)
const sources = [11, 12, 13, 14].map(subscriptionId)

/** Takes four sources over into a target with room for three, while processes are killed. */
export async function consolidateAndSurvive(
  system: System,
  points: readonly KilledAt[],
): Promise<Consolidated> {
  const store = openStore(system)
  try {
    const { documents } = store
    const { organisations } = await seedGenerated(system.state, system.ready(), { users: 200 }, () => {})
    const tenantId = organisations.tenants[0]?.id as TenantId
    const people = [...organisations.users]
    const [purchaser] = people
    const persona = organisations.personas[0]?.id ?? ''
    const admin = system.as(persona)
    await eventually(() => system.ready().personas.some(({ id }) => id === persona))
    const users = people.map(({ userId }) => userId as UserId)
    const holding = sources.map((_, place) => {
      const first = place * (usersPerSource - shared)
      return users.slice(first, first + usersPerSource)
    })
    const room = new Set(holding.slice(0, -1).flat())
    await storeSides(documents, tenantId, purchaser?.userId as UserId, holding, room.size)
    const body = { sourceIds: sources, targetSubscriptionId: target, confirm: true }
    const path = `/tenants/${tenantId}/subscriptions/consolidate`
    const { id } = (await expectStatus(admin.post<{ id: string }>(path, body), 202)).body
    const look = () => documents.read<ConsolidateOperation>(tenantId, id).catch(() => undefined)
    const restarted: boolean[] = []
    for (const point of points) {
      const killed = await killWhen(system, point.process, async () => {
        const now = await look()
        return now?.children[point.source]?.state === 'Running' ? now : undefined
      })
      restarted.push(killed.another)
    }
    const operation = await eventually(async () => {
      const now = await look()
      return now?.completedAt ? now : undefined
    }, 90_000)
    const to = purchaser?.mail ?? ''
    await eventually(async () => (await system.mailbox.messages({ to })).length >= sources.length - 1, 30_000)
    const [into, ...from] = await documents.readTogether<Subscription[]>(tenantId, [target, ...sources])
    const last = from.at(-1)
    if (!into || !last) throw new Error('A subscription is gone.')
    const moves = await all<MoveUsersOperation>(documents, tenantId, 'operation')
    const seats = await all<Assignment>(documents, tenantId, 'assignment')
    const holders = (one: Subscription) =>
      seats.filter((seat) => isHeldIn(seat, one)).map(({ userId }) => userId as string)
    return {
      operation,
      moves: moves.filter(({ parentId }) => parentId === id),
      subscriptions: from.filter((one) => one !== undefined),
      target: into,
      held: { target: holders(into).toSorted(), last: holders(last).toSorted() },
      expected: { target: [...room].toSorted(), last: (holding.at(-1) ?? []).toSorted() },
      restarted,
      mails: (await system.mailbox.messages({ to })).length,
    }
  } finally {
    await store.close()
  }
}

async function storeSides(
  documents: Documents,
  tenantId: TenantId,
  purchaserId: UserId,
  holding: readonly (readonly UserId[])[],
  room: number,
): Promise<void> {
  const { productId, family } = anActive()
  const side = { tenantId, productId, family, purchaserId, dueAt: null }
  const of = (id: SubscriptionId, users: readonly UserId[]): Document[] => [
    anActive({ ...side, id, controlledBy: null, seats: seatsOf({ assigned: users.length }) }),
    ...users.map((userId) => anAssignment({ id, tenantId }, userId)),
  ]
  const into = anActive({ ...side, id: target, channel: 'central', seats: seatsOf({ total: room }) })
  for (const some of [[into], ...sources.map((id, place) => of(id, holding[place] ?? []))])
    await documents.commit(
      tenantId,
      some.map((document) => ({ kind: 'create', document })),
    )
}

async function all<D extends Assignment | MoveUsersOperation>(
  documents: Documents,
  tenantId: TenantId,
  type: D['type'],
): Promise<readonly D[]> {
  const found: D[] = []
  const where = [{ field: 'type', is: '=', value: type } as const]
  for await (const page of documents.pages<D>(tenantId, { where }, 1_000)) found.push(...page.items)
  return found
}

/** What is not as it must be; nothing when everything is right. */
export function wrongWith(found: Consolidated): readonly string[] {
  const { operation, moves, subscriptions, target, held, expected, mails } = found
  const faults: string[] = []
  const expect = (what: string, seen: unknown, wanted: unknown) => {
    if (String(seen) !== String(wanted)) faults.push(`${what}: expected ${wanted}, found ${seen}`)
  }
  const last = sources.length - 1
  expect('state of the parent', operation.state, 'Succeeded')
  expect(
    'what became of the sources',
    operation.children.map(({ state, error }) => error?.code ?? state),
    [...Array(last).fill('Succeeded'), 'NotEnoughLicenses'],
  )
  expect('moves', moves.length, last)
  expect('users moved', operation.progress.succeeded, expected.target.length)
  expect(
    'states of the sources',
    subscriptions.map(({ state }) => state),
    [...Array(last).fill('deleted'), 'active'],
  )
  expect('operations that hold a source', subscriptions.filter(({ operationId }) => operationId).length, 0)
  expect('who holds the target', held.target, expected.target)
  expect('who holds the last source', held.last, expected.last)
  expect('assigned in the target', target.seats.assigned, expected.target.length)
  expect('reserved in the target', target.seats.reserved, 0)
  expect('control of what was not moved', subscriptions.at(-1)?.controlledBy, null)
  expect('mails', mails, last)
  return faults
}
