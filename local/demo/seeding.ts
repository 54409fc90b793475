import type { TenantId } from '#core/kernel/ids.ts'
import type { Documents, Write } from '#core/ports/documents.ts'
import { cosmosConnection } from '#infra/documents/cosmos-connection.ts'
import { cosmosDocuments } from '#infra/documents/cosmos-documents.ts'
import { call, expectStatus, tokenOf } from '../system/api-client.ts'
import type { AppSettings } from '../system/app-settings.ts'
import type { Organisations, TenantSeed, UserSeed } from '../system/organisation.ts'
import type { Ready } from '../system/ready-file.ts'
import {
  assignmentsOf,
  cardOf,
  guestsOf,
  leaverOf,
  type Names,
  organisationProfileOf,
  profileOf,
  subscriptionOf,
} from './seeded-documents.ts'

export interface SeedTo extends Pick<Ready, 'api' | 'signIn'> {
  readonly settings: AppSettings
  /** The persona who may onboard. */
  readonly operator: string
  /** Called after each part, with what is stored so far. */
  progress?(stored: { readonly users: number; readonly assignments: number }): void
}

const usersPerImport = 1_000
const importsAtOnce = 3
const writesPerBatch = 99
/** Enough to keep the store busy while the next batch is made. */
const batchesAtOnce = 4

/**
 * Stores organisations: tenants and people through the HTTP API, what they bought directly, because there is no
 * route to the past. Doing it again after it was cut off, or after it was done, changes nothing more.
 */
export async function seed(organisations: Organisations, to: SeedTo): Promise<void> {
  const stored = { users: 0, assignments: 0 }
  const token = await tokenOf(to.signIn, to.operator)
  for (const tenant of organisations.tenants) await onboard(tenant, to.api, token)
  const names: Names = new Map()
  let imports: Promise<void>[] = []
  for (const [tenantId, users] of importsOf(organisations.users)) {
    for (const user of users) names.set(user.userId, user)
    const body = { users: users.map(({ tenantId: _, ...user }) => user) }
    const path = `/ops/tenants/${tenantId}/users/import`
    imports.push(
      expectStatus(call(to.api, 'POST', path, { token, body }), 200).then(() => {
        stored.users += users.length
        to.progress?.({ ...stored })
      }),
    )
    if (imports.length < importsAtOnce) continue
    await Promise.all(imports)
    imports = []
  }
  await Promise.all(imports)
  const connection = cosmosConnection({
    endpoint: to.settings['COSMOS_ENDPOINT'] ?? '',
    key: to.settings['COSMOS_KEY'] ?? '',
  })
  try {
    await storePurchases(organisations, names, cosmosDocuments(connection), (count) => {
      stored.assignments += count
      to.progress?.({ ...stored })
    })
  } finally {
    await connection.close()
  }
}

/** Who onboards organisations here. */
export function operatorOf(personas: readonly { readonly id: string; readonly role: string }[]): string {
  const operator = personas.find(({ role }) => role === 'operator')
  if (!operator) throw new Error('None of the personas is an operator, so nobody can onboard.')
  return operator.id
}

async function onboard(tenant: TenantSeed, api: string, token: string): Promise<void> {
  const { id, allowAdHocSubscriptions, defaultForNewProducts, ownRequestMessage, ...body } = tenant
  // An onboarded organisation begins with these; anything else would need its own administrator.
  if (!allowAdHocSubscriptions || defaultForNewProducts !== 'Enabled' || ownRequestMessage !== null)
    throw new Error(`${tenant.displayName}: seeding cannot set the policies of an organisation.`)
  // 428: it is there already, from a seed that was cut off.
  await expectStatus(call(api, 'PUT', `/ops/tenants/${id}`, { token, body }), 201, 428)
}

/** Runs of people of one organisation, none longer than an import may be. */
function* importsOf(users: Iterable<UserSeed>): Generator<readonly [tenantId: string, users: UserSeed[]]> {
  let run: UserSeed[] = []
  for (const user of users) {
    const first = run[0]
    if (first && (first.tenantId !== user.tenantId || run.length === usersPerImport)) {
      yield [first.tenantId, run]
      run = []
    }
    run.push(user)
  }
  if (run[0]) yield [run[0].tenantId, run]
}

async function storePurchases(
  { subscriptions, tenants, users }: Organisations,
  names: Names,
  documents: Documents,
  assigned: (count: number) => void,
): Promise<void> {
  const today = new Date().toISOString()
  const purchasers = new Set(subscriptions.map(({ purchaserId }) => purchaserId))
  for (const user of users) {
    if (!purchasers.has(user.userId)) continue
    await commit(documents, user.tenantId as TenantId, [
      { kind: 'upsert', document: cardOf(user) },
      { kind: 'upsert', document: profileOf(user) },
      ...(user.accountEnabled ? [] : [{ kind: 'upsert', document: leaverOf(user, today) } as const]),
    ])
  }
  for (const tenant of tenants)
    await commit(documents, tenant.id as TenantId, [
      { kind: 'upsert', document: organisationProfileOf(tenant) },
    ])
  for (const seed of subscriptions) {
    const tenant = tenants.find(({ id }) => id === seed.tenantId)
    if (!tenant) throw new Error(`Subscription ${seed.id} is of no organisation that is seeded.`)
    const subscription = subscriptionOf(seed, tenant, names, today)
    const { tenantId } = subscription
    let batches: Promise<void>[] = []
    for (const batch of batchesOf(assignmentsOf(seed, subscription, names))) {
      batches.push(commit(documents, tenantId, batch).then(() => assigned(batch.length)))
      if (batches.length < batchesAtOnce) continue
      await Promise.all(batches)
      batches = []
    }
    await Promise.all(batches)
    // Last, so that nobody sees it before everybody has their seat.
    const last = [subscription, ...guestsOf(subscription, names)]
    await commit(
      documents,
      tenantId,
      last.map((document) => ({ kind: 'upsert', document })),
    )
  }
}

function* batchesOf(documents: Iterable<Extract<Write, { kind: 'upsert' }>['document']>): Generator<Write[]> {
  let batch: Write[] = []
  for (const document of documents) {
    batch.push({ kind: 'upsert', document })
    if (batch.length < writesPerBatch) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

async function commit(documents: Documents, tenantId: TenantId, writes: readonly Write[]): Promise<void> {
  const { committed } = await documents.commit(tenantId, writes)
  if (!committed) throw new Error('A batch of seeded documents was not stored.')
}
