import type { Document } from '#core/documents.ts'
import type { SubscriptionId, TenantId, WebhookId } from '#core/kernel/ids.ts'
import { isRefusal } from '#core/kernel/refusals.ts'
import { newPolicy } from '#core/policies/policy.ts'
import type { Delivery } from '#core/webhooks/delivery.ts'
import { eventTypes } from '#core/webhooks/event.ts'
import { listed, newHealth, newWebhook, type WebhookList } from '#core/webhooks/webhook.ts'
import type { Services } from '#functions/jobs/job.ts'
import { routes } from '#functions/routes.ts'
import {
  anActive,
  anAdmin,
  aTenant,
  aUser,
  early,
  guid,
  seatsOf,
  subscriptionId,
} from '../../support/builders.ts'
import { askRoute } from '../../support/simulated/ask.ts'
import { tokenOf } from '../../support/simulated/tokens.ts'
import type { Ask } from '../calls.ts'
import type { Chance } from '../chance.ts'
import type { Clients } from '../clients.ts'
import type { Cloud } from '../cloud.ts'
import { home, neighbour, theAdmin } from '../known-ids.ts'
import { store } from '../organisation.ts'
import type { EventLedger } from './ledger.ts'

// Whatever is loaded in the middle of a run takes a time that no seed knows.
const kinds = /^(purchasing|policies|take-over|webhooks)-/
await Promise.all(routes.filter(({ name }) => kinds.test(name)).map((route) => route.load()))

const product = 'CFQ7TTC0L3PB'
const tenants = [home, neighbour] as const

function tokenIn(tenantId: TenantId): string {
  return tokenOf({
    tenantId,
    objectId: theAdmin.userId,
    name: theAdmin.displayName,
    directoryRoles: ['62e90394-69f5-4237-9190-012177145e10'],
  })
}

/** Two organisations with subscriptions of the same ids, and webhooks of their own. */
export async function openOrganisations(cloud: Cloud, chance: Chance): Promise<void> {
  for (const [at, tenantId] of tenants.entries()) {
    const documents: Document[] = [
      aTenant({ tenantId, domains: [`tenant${at}.example`] }),
      newPolicy(tenantId),
      aUser({ ...theAdmin, tenantId }),
      ...subscriptions.map((id) =>
        anActive({ id, tenantId, channel: 'central', seats: seatsOf({ total: 20 }), dueAt: null }),
      ),
    ]
    let list: WebhookList | undefined
    for (let number = 1; number <= chance.whole(1, 3); number += 1) {
      const webhookId = guid<WebhookId>(0x20 + at, number)
      const url = `https://${tenantId}/${webhookId}`
      const types = chance.happens(0.7) ? eventTypes : eventTypes.filter(() => chance.happens(0.6))
      const given = { tenantId, webhookId, url, description: 'x', types, secret: 'whsec_c2VjcmV0' }
      const webhook = newWebhook({ ...given, by: anAdmin, at: early })
      list = listed(tenantId, list, webhookId, webhook)
      documents.push(webhook, newHealth(tenantId, webhookId, early))
    }
    await store(cloud, tenantId, list ? [...documents, list] : documents)
  }
}

const subscriptions = [1, 2, 3].map(subscriptionId)

/** What people change meanwhile, each of which is to be told. */
export function makeChanges(clients: Clients, chance: Chance): void {
  const changes = chance.whole(3, 14)
  const spreadMs = chance.pick([50, 2_000, 120_000])
  for (let change = 0; change < changes; change += 1) {
    const tenantId = chance.pick(tenants)
    const ask = chance.happens(0.8)
      ? askForSeats(tenantId, chance.pick(subscriptions), chance.whole(-3, 4))
      : askForPolicy(tenantId, chance.pick(['Enabled', 'Disabled']))
    clients.request('change', chance.whole(0, spreadMs), () => ask)
  }
}

function askForSeats(t: TenantId, id: SubscriptionId, more: number): Ask {
  return async (services) => {
    const params = { t, id }
    const token = tokenIn(t)
    const found = await askRoute(services, 'subscriptions-get', { token, params })
    if (isRefusal(found)) return found
    const { totalLicenses } = found.body as { readonly totalLicenses: number }
    return askRoute(services, 'purchasing-change', {
      token,
      params,
      headers: { 'if-match': found.etag ?? '' },
      body: { totalLicenses: Math.max(1, totalLicenses + more) },
    })
  }
}

function askForPolicy(t: TenantId, policyValue: string): Ask {
  return async (services) => {
    const params = { t, id: product }
    const token = tokenIn(t)
    const found = await askRoute(services, 'policies-products-get', { token, params })
    if (isRefusal(found)) return found
    const headers = { 'if-match': found.etag ?? '' }
    return askRoute(services, 'policies-products-put', { token, params, headers, body: { policyValue } })
  }
}

/** What an administrator does about what is parked: resends it, one or all of it, or gives it up. */
export async function lookAfterParked(cloud: Cloud, chance: Chance, ledger: EventLedger): Promise<number> {
  const parked = tenants.flatMap((tenantId) =>
    cloud.documents.all(tenantId).filter((one) => one.type === 'delivery' && one.state === 'parked'),
  ) as readonly Delivery[]
  for (const delivery of parked) {
    const act = chance.pick(['resend', 'resend', 'drop', 'all'] as const)
    const reply = await askAbout(delivery, act)(cloud.calm)
    if (!isRefusal(reply) && act === 'drop') {
      ledger.dropped(delivery.tenantId, delivery.webhookId, delivery.event)
    }
    // Another one's line may have been resent with all others meanwhile.
    if (isRefusal(reply) && reply.refused !== 'DeliveryNotParked') {
      cloud.breaks('what is parked can be resent', reply.refused)
    }
  }
  cloud.onSent()
  return parked.length
}

function askAbout(delivery: Delivery, act: 'resend' | 'drop' | 'all'): Ask {
  const { tenantId: t, webhookId: id, subject, number } = delivery
  const token = tokenIn(t)
  const deliveryId = `${subject}-${number}`
  return (services: Services) => {
    if (act === 'all')
      return askRoute(services, 'webhooks-resend-parked', { token, params: { t, id }, body: {} })
    const route = `webhooks-deliveries-${act}`
    return askRoute(services, route, { token, params: { t, id, deliveryId }, body: {} })
  }
}

/** Whether anything waits that will be sent by itself. */
export function somethingWaits(cloud: Cloud): boolean {
  return tenants.some((tenantId) =>
    cloud.documents
      .all(tenantId)
      .some(
        (one) =>
          (one.type === 'eventLine' && one.state === 'waiting') ||
          (one.type === 'webhookHealth' && one.state === 'resending'),
      ),
  )
}
