import type { TenantId } from '#core/ids.ts'
import type { Documents, Write } from '#core/ports.ts'
import { cosmosConnection } from '#infra/documents/cosmos-connection.ts'
import { cosmosDocuments } from '#infra/documents/cosmos-documents.ts'
import { generateOrganisation } from '#local/organisations/generate.ts'
import { guidOf } from '#local/organisations/guids.ts'
import { personaOf, type SubscriptionSeed, type UserSeed } from '#local/organisations/shape.ts'
import { assignmentsOf, type Names, subscriptionOf } from '#local/seeded-documents.ts'
import { seed } from '#local/seeding.ts'
import type { BenchSystem } from './bench-system.ts'

/** As many as the largest move needs; they are made while they are read. */
const usersMax = 100_000
const generated = generateOrganisation({ users: usersMax, seed: 'bench' })
const [tenant] = generated.tenants
const [ownSource, ownTarget] = generated.subscriptions
if (!tenant || !ownSource || !ownTarget) throw new Error('The generated organisation is not complete.')
const people = [...take(generated.users, 3)]
const [admin] = people

const operator: UserSeed = {
  ...(admin as UserSeed),
  tenantId: '00000000-0000-4000-8000-000000000001',
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

export interface Store {
  readonly documents: Documents
  close(): Promise<void>
}

/** Direct, beside the API: for seeding. */
export function openStore({ settings }: Pick<BenchSystem, 'settings'>): Store {
  const connection = cosmosConnection({
    endpoint: settings['COSMOS_ENDPOINT'] ?? '',
    key: settings['COSMOS_KEY'] ?? '',
  })
  return { documents: cosmosDocuments(connection), close: () => connection.close() }
}

export function onboard({ api, signIn, settings }: BenchSystem): Promise<void> {
  return seed(benchOrganisation, { api, signIn, settings, operator: 'bench-operator' })
}

export interface Pair {
  readonly sourceId: string
  readonly targetId: string
}

let pairs = 0

/** A new self-service subscription that so many hold, taken over, and a central one that has room for them all. */
export async function addPair(documents: Documents, users: number, heldByOthers = 0): Promise<Pair> {
  const numbered = (part: number) => guidOf('be2c0000', pairs * 4 + part)
  pairs += 1
  const source = { ...ownSource, id: numbered(1), totalLicenses: users, controlledBy: admin?.userId ?? '' }
  const target = { ...ownTarget, id: numbered(2), totalLicenses: users + heldByOthers + 100 }
  const members = take((ownSource as SubscriptionSeed).holders, users)
  await addSubscription(documents, { ...source, holderCount: users, holders: members } as SubscriptionSeed)
  const strangers = strangersTo(heldByOthers)
  await addSubscription(documents, {
    ...target,
    holderCount: heldByOthers,
    holders: strangers,
  } as SubscriptionSeed)
  return { sourceId: source.id, targetId: target.id }
}

async function addSubscription(documents: Documents, subscriptionSeed: SubscriptionSeed): Promise<void> {
  const holders = [...subscriptionSeed.holders]
  const names: Names = new Map(people.map((person) => [person.userId, person]))
  holders.forEach((holder, index) => {
    names.set(holder, { displayName: 'Robin Vermeulen', userPrincipalName: `robin.${index}@org.example` })
  })
  const subscription = subscriptionOf(
    subscriptionSeed,
    tenant as NonNullable<typeof tenant>,
    names,
    new Date().toISOString(),
  )
  const writes: Write[] = [{ kind: 'upsert', document: subscription }]
  for (const document of assignmentsOf({ ...subscriptionSeed, holders }, subscription, names)) {
    writes.push({ kind: 'upsert', document })
  }
  for (let from = 0; from < writes.length; from += 400) {
    const batches = [0, 100, 200, 300].map((offset) => writes.slice(from + offset, from + offset + 100))
    await Promise.all(
      batches.filter(({ length }) => length > 0).map((batch) => documents.commit(tenantId, batch)),
    )
  }
}

/** People who hold the target and not the source. */
function* strangersTo(count: number): Generator<string> {
  for (let number = 0; number < count; number++) yield guidOf('be2c0001', number)
}

function* take<T>(values: Iterable<T>, count: number): Generator<T> {
  let taken = 0
  for (const value of values) {
    if (taken >= count) return
    taken += 1
    yield value
  }
}
