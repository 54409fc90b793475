import type { WebhookAnswer } from '#core/ports/webhooks.ts'
import type { Delivery, EventLine } from '#core/webhooks/delivery.ts'
import type { CloudEvent } from '#core/webhooks/event.ts'
import type { WebhookHealth } from '#core/webhooks/webhook.ts'
import { deliverEvents } from '#functions/webhooks/deliver.ts'
import { billingAdmin, simulatedApp, tenantId } from '../support/simulated/app.ts'
import { type Received, simulatedReceivers } from '../support/simulated/receivers.ts'

export const url = 'https://events.tulp.example/in'
export const minute = 60_000
export const day = 24 * 60 * minute

/** An organisation with an administrator and one webhook, whose receiver says what the test says. */
export async function aWebhook({ types = ['subscription.purchased', 'subscription.changed'] } = {}) {
  const says: {
    post: (one: Received) => Promise<WebhookAnswer> | WebhookAnswer
    allowed: boolean
    perMinute?: number
  } = { post: () => ({ status: 204 }), allowed: true }
  const receivers = simulatedReceivers({
    ask: async () => ({
      status: 200,
      allowed: says.allowed,
      ...(says.perMinute === undefined ? {} : { perMinute: says.perMinute }),
    }),
    post: async (one) => says.post(one),
  })
  const at = simulatedApp({}, { webhooks: receivers.webhooks })
  await at.open()
  const bill = await at.person('Bill', { roles: [billingAdmin] })
  const made = await bill.ask('webhooks-create', { body: { url, description: 'Books', types } })
  const id = made.body['id'] as never
  const message = { tenantId, webhookId: id }
  const buy = async (totalLicenses = 10) => {
    const order = await bill.ask('purchasing-orders-create', {
      body: { productId: 'CFQ7TTC0H9MP', totalLicenses },
    })
    const done = await bill.ask('purchasing-orders-complete', {
      params: { id: order.body['id'] as string },
      body: {},
    })
    return done.body as unknown as { readonly id: string }
  }
  return {
    at,
    bill,
    id,
    made,
    says,
    receivers,
    buy,
    async change(subscription: { readonly id: string }, totalLicenses: number) {
      const params = { id: subscription.id }
      const read = await bill.ask('subscriptions-get', { params })
      const headers = { 'if-match': read.headers['etag'] ?? '' }
      return bill.ask('purchasing-change', { params, headers, body: { totalLicenses } })
    },
    /** What a worker does with a message. */
    work: () => deliverEvents(at.services, message, 1),
    got: () => receivers.received.map(({ body }) => JSON.parse(body) as CloudEvent),
    types: () => receivers.received.map(({ body }) => (JSON.parse(body) as CloudEvent).type),
    deliveries: () => at.all<Delivery>('delivery'),
    lines: () => at.all<EventLine>('eventLine'),
    health: () => at.all<WebhookHealth>('webhookHealth')[0],
    webhook: () => bill.ask('webhooks-get', { params: { id } }),
    list: (status?: string) =>
      bill.ask('webhooks-deliveries-list', { params: { id }, ...(status ? { query: { status } } : {}) }),
  }
}
