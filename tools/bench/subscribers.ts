import { unitPriceOf } from '#core/catalogue/prices.ts'
import { findProduct } from '#core/catalogue/products.ts'
import type { SubscriptionId, TenantId, UserId } from '#core/kernel/ids.ts'
import { addDays, addMonths, type Day, startOfDay } from '#core/kernel/time.ts'
import type { Documents, Write } from '#core/ports/documents.ts'
import { withDue } from '#core/subscriptions/due.ts'
import { newSubscription } from '#core/subscriptions/new-subscription.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { noticeDays } from '#core/subscriptions/term.ts'
import { generateOrganisation } from '#local/demo/generate.ts'
import { guidOf } from '#local/demo/guids.ts'
import { cardOf, profileOf } from '#local/demo/seeded-documents.ts'
import { seed } from '#local/demo/seeding.ts'
import type { TenantSeed, UserSeed } from '#local/system/organisation.ts'
import type { BenchSystem } from './bench-system.ts'

/** An organisation in the Netherlands whose only buyer has a card and a billing profile. */
export interface Subscriber {
  readonly tenant: TenantSeed
  readonly tenantId: TenantId
  readonly purchaser: UserSeed
}

const powerBiPro = 'CFQ7TTC0H9MP'
const batchesAtOnce = 4

export async function onboardSubscribers(
  { api, signIn, settings }: BenchSystem,
  documents: Documents,
  count: number,
): Promise<readonly Subscriber[]> {
  const subscribers: Subscriber[] = []
  const users: UserSeed[] = []
  for (let number = 0; number < count; number++) {
    const organisation = generateOrganisation({ users: 0, seed: `year-${number}` })
    const [tenant] = organisation.tenants
    const people = [...organisation.users]
    const purchaser = people[2]
    if (!tenant || !purchaser) throw new Error('The generated organisation is not complete.')
    users.push(...people)
    subscribers.push({ tenant, tenantId: tenant.id as TenantId, purchaser })
  }
  const tenants = subscribers.map(({ tenant }) => tenant)
  const organisations = { tenants, users, subscriptions: [], personas: [] }
  await seed(organisations, { api, signIn, settings, operator: 'bench-operator' })
  for (const { tenantId, purchaser } of subscribers)
    await commit(documents, tenantId, [
      { kind: 'upsert', document: cardOf(purchaser) },
      { kind: 'upsert', document: profileOf(purchaser) },
    ])
  return subscribers
}

/** So many days in a row on which terms end, and then as many on which none does. */
export const spanDays = 6

/**
 * The days of a year from that day on on which terms end. They are notified of 30 days ahead, which is in the spans
 * between: so what a renewal costs, and what an announcement does, are seen apart.
 */
export function endsFrom(today: Day): readonly Day[] {
  const days = Array.from({ length: 365 }, (_, at) => at)
  return days.filter((at) => at % (2 * spanDays) < spanDays).map((at) => addDays(today, at + 1))
}

/**
 * Yearly self-service subscriptions of five seats, spread over those days and over the organisations; nothing is due:
 * what ends soon was announced before.
 */
export async function storeSubscriptions(
  documents: Documents,
  subscribers: readonly Subscriber[],
  numbers: { readonly from: number; readonly to: number },
  today: Day,
): Promise<void> {
  const ends = endsFrom(today)
  const writes = new Map<TenantId, Write[]>()
  let storing: Promise<void>[] = []
  const store = async (tenantId: TenantId) => {
    storing.push(commit(documents, tenantId, writes.get(tenantId) ?? []))
    writes.delete(tenantId)
    if (storing.length < batchesAtOnce) return
    await Promise.all(storing)
    storing = []
  }
  for (let number = numbers.from; number < numbers.to; number++) {
    const subscriber = subscribers[Math.floor(number / ends.length) % subscribers.length]
    const ending = ends[number % ends.length]
    if (!subscriber || !ending) throw new Error('There is nobody to subscribe.')
    const { tenantId } = subscriber
    const batch = writes.get(tenantId) ?? []
    writes.set(tenantId, batch)
    batch.push({ kind: 'upsert', document: subscriptionOf(subscriber, number, ending, today) })
    if (batch.length === 100) await store(tenantId)
  }
  for (const tenantId of [...writes.keys()]) await store(tenantId)
  await Promise.all(storing)
}

function subscriptionOf(
  { tenant, tenantId, purchaser }: Subscriber,
  number: number,
  ending: Day,
  today: Day,
): Subscription {
  const product = findProduct(powerBiPro)
  const unitPrice = product && unitPriceOf(product, 'selfService', tenant.country)
  if (!product || !unitPrice) throw new Error(`${powerBiPro} is not offered.`)
  const { displayName } = purchaser
  const userId = purchaser.userId as UserId
  const bought = newSubscription({
    id: guidOf('be2c0003', number) as SubscriptionId,
    state: 'active',
    tenant: { tenantId },
    purchaser: { userId, displayName },
    by: { id: userId, name: displayName, tenantId },
    at: startOfDay(addMonths(ending, -12)),
    product,
    channel: 'selfService',
    unitPrice,
    totalLicenses: 5,
    billingProfileId: profileOf(purchaser).id,
  })
  const isAnnounced = addDays(bought.expirationDate, -noticeDays(bought)) <= today
  return withDue({ ...bought, announced: isAnnounced ? { termNumber: 2, unitPrice } : null })
}

async function commit(documents: Documents, tenantId: TenantId, writes: readonly Write[]): Promise<void> {
  const { committed } = await documents.commit(tenantId, writes)
  if (!committed) throw new Error('A batch of the benchmark was not stored.')
}
