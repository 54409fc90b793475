import type { TenantId } from '#core/kernel/ids.ts'
import type { Documents, Write } from '#core/ports/documents.ts'
import { cosmosConnection } from '#infra/documents/cosmos-connection.ts'
import { cosmosDocuments } from '#infra/documents/cosmos-documents.ts'
import { generateOrganisation } from '#local/demo/generate.ts'
import { guidOf } from '#local/demo/guids.ts'
import { assignmentsOf, type Names, subscriptionOf } from '#local/demo/seeded-documents.ts'
import { seed } from '#local/demo/seeding.ts'
import type { AppSettings } from '#local/system/app-settings.ts'
import {
  type Organisations,
  operatorsTenantId,
  personaOf,
  type SubscriptionSeed,
  type TenantSeed,
  type UserSeed,
} from '#local/system/organisation.ts'

/** As many as the largest move needs; they are made while they are read. */
const usersMax = 100_000
const generated = generateOrganisation({ users: usersMax, seed: 'bench' })
/** Three with a role, and some members who can be given a licence. */
const people = [...take(generated.users, 3 + 20)]

/** An organisation in which pairs of subscriptions can be made. */
export interface Place {
  readonly tenant: TenantSeed
  readonly people: readonly UserSeed[]
  readonly admin: UserSeed
  readonly purchaser: UserSeed
  readonly source: SubscriptionSeed
  readonly target: SubscriptionSeed
}

export function placeOf({ tenants, subscriptions }: Organisations, people: readonly UserSeed[]): Place {
  const [admin, , purchaser] = people
  const [source, target] = subscriptions
  return {
    people,
    tenant: must(tenants[0]),
    admin: must(admin),
    purchaser: must(purchaser),
    source: must(source),
    target: must(target),
  }
}

const own = placeOf(generated, people)
const { tenant, admin, purchaser } = own

const operator: UserSeed = {
  ...admin,
  tenantId: operatorsTenantId,
  userId: '00000000-0000-4000-8000-000000000002',
  displayName: 'Bench Operator',
}

/** One organisation for all measurements; the people who hold seats need no documents of their own to be moved. */
export const benchOrganisation = {
  ...generated,
  users: people,
  subscriptions: [],
  personas: [...generated.personas, personaOf('bench-operator', 'operator', operator)],
}
export const tenantId = tenant.id as TenantId
export const adminPersona = 'admin-bench'
export const purchaserPersona = 'purchaser-bench'
export const purchaserId = purchaser.userId
export const memberIds = people.slice(3).map(({ userId }) => userId)

export interface Store {
  readonly documents: Documents
  close(): Promise<void>
}

/** Direct, beside the API: for seeding. */
export function openStore({ settings }: { readonly settings: AppSettings }): Store {
  const connection = cosmosConnection({
    endpoint: settings['COSMOS_ENDPOINT'] ?? '',
    key: settings['COSMOS_KEY'] ?? '',
  })
  return { documents: cosmosDocuments(connection), close: () => connection.close() }
}

export function onboard(system: {
  readonly api: string
  readonly signIn: string
  readonly settings: AppSettings
}): Promise<void> {
  const { api, signIn, settings } = system
  return seed(benchOrganisation, { api, signIn, settings, operator: 'bench-operator' })
}

export interface Pair {
  readonly sourceId: string
  readonly targetId: string
}

/** Who holds the target before a move. */
export interface Holding {
  /** People who do not hold the source. */
  readonly others?: number
  /** People of the source. */
  readonly both?: number
  /** Just as many free licences as the people of the source need who do not hold the target. */
  readonly scarce?: boolean
}

let pairs = 0

/** A new self-service subscription that so many hold, taken over, and a central one that they can move to. */
export async function addPair(
  documents: Documents,
  users: number,
  { others = 0, both = 0, scarce = false }: Holding = {},
  place = own,
): Promise<Pair> {
  const numbered = (part: number) => guidOf('be2c0000', pairs * 4 + part)
  pairs += 1
  const source = {
    ...place.source,
    id: numbered(1),
    totalLicenses: users,
    controlledBy: place.admin.userId,
  }
  const totalLicenses = others + users + (scarce ? 0 : both + 100)
  const target = { ...place.target, id: numbered(2), totalLicenses }
  const holders = [...take(place.source.holders, users)]
  // Of both sides are people from all over the source.
  const onBoth = holders.filter(
    (_, at) => Math.floor(((at + 1) * both) / users) > Math.floor((at * both) / users),
  )
  await addSubscription(documents, place, source, holders)
  await addSubscription(documents, place, target, [...onBoth, ...strangersTo(others)])
  return { sourceId: source.id, targetId: target.id }
}

const batchesAtOnce = 4

export async function addSubscription(
  documents: Documents,
  { tenant, people }: Place,
  withoutHolders: SubscriptionSeed,
  holders: readonly string[],
): Promise<void> {
  const seeded = { ...withoutHolders, holders, holderCount: holders.length }
  const names: Names = new Map(people.map((person) => [person.userId, person]))
  holders.forEach((holder, index) => {
    const userPrincipalName = `robin.${index}@org.example`
    names.set(holder, { displayName: 'Robin Vermeulen', userPrincipalName, accountEnabled: true })
  })
  const subscription = subscriptionOf(seeded, tenant, names, new Date().toISOString())
  const writes: Write[] = [{ kind: 'upsert', document: subscription }]
  for (const document of assignmentsOf(seeded, subscription, names)) writes.push({ kind: 'upsert', document })
  const batches = Array.from({ length: Math.ceil(writes.length / 100) }, (_, batch) =>
    writes.slice(batch * 100, (batch + 1) * 100),
  )
  for (let from = 0; from < batches.length; from += batchesAtOnce) {
    const together = batches.slice(from, from + batchesAtOnce)
    await Promise.all(together.map((batch) => documents.commit(tenant.id as TenantId, batch)))
  }
}

/** People who hold the target and not the source. */
function* strangersTo(count: number): Generator<string> {
  for (let number = 0; number < count; number++) yield guidOf('be2c0001', number)
}

export function* take<T>(values: Iterable<T>, count: number): Generator<T> {
  let taken = 0
  for (const value of values) {
    if (taken >= count) return
    taken += 1
    yield value
  }
}

export function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('The generated organisation is not complete.')
  return value
}
