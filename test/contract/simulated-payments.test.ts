import { expect, test } from 'vitest'
import { money } from '#core/kernel/money.ts'
import type { PaymentGateway } from '#core/ports/payments.ts'
import { httpPaymentGateway } from '#infra/payments/http-payment-gateway.ts'
import { startPaymentGateway } from '#local/stand-ins/payment-gateway/start-payment-gateway.ts'
import { simulatedPayments } from '../support/simulated/payments.ts'
import { emptyFolder } from './started-child.ts'

type Step = readonly [what: string, ask: (gateway: PaymentGateway) => Promise<unknown>]

function refund(key: string, chargeKey: string, amount: number, currency = 'EUR'): Step {
  const order = { key, chargeKey, amount: money(amount, currency) }
  return [`${key}: ${amount} ${currency} of ${chargeKey}`, (gateway) => gateway.refund(order)]
}

function charge(key: string, token: string): Step {
  return [`charge ${key}`, (gateway) => gateway.charge(key, token, money(999, 'EUR'))]
}

function outcome(key: string): Step {
  return [`outcome of ${key}`, (gateway) => gateway.outcome(key)]
}

function update(token: string, changes: { readonly expiry?: string; readonly securityCode?: string }): Step {
  return [`update of ${token}`, (gateway) => gateway.updateCard(token, changes)]
}

const steps: readonly Step[] = [
  charge('k', 'tok_ok'),
  refund('a', 'k', 300),
  refund('a', 'k', 300),
  refund('a', 'k', 301),
  refund('a', 'other', 300),
  refund('b', 'k', 700),
  refund('b', 'k', 0),
  refund('b', 'k', 1, 'USD'),
  outcome('k'),
  charge('k', 'tok_ok'),
  refund('b', 'k', 699),
  outcome('k'),
  charge('k', 'tok_ok'),
  refund('b', 'k', 699),
  refund('c', 'k', 1),
  refund('d', 'unheardOf', 1),
  charge('poor', 'tok_declined'),
  refund('e', 'poor', 1),
  ['void', (gateway) => gateway.voidKey('dead')],
  refund('f', 'dead', 1),
  update('tok_ok', { expiry: '2031-12', securityCode: '417' }),
  update('tok_ok', { securityCode: '000' }),
  update('tok_expired', { expiry: '2031-12' }),
  update('unheardOf', { expiry: '2031-12' }),
]

/** Whose ids are its own: all else must be the same. */
async function told(gateway: PaymentGateway) {
  const answers: [string, unknown][] = []
  for (const [what, ask] of steps) {
    const answer = await ask(gateway).catch(() => 'an error')
    answers.push([what, hasId(answer) ? { ...answer, chargeId: 'an id' } : answer])
  }
  return answers
}

function hasId(answer: unknown): answer is { readonly chargeId: string } {
  return typeof answer === 'object' && answer !== null && 'chargeId' in answer
}

test('the gateway of the simulation gives back and refuses as the one over HTTP does', async () => {
  const { ready, close } = await startPaymentGateway({ port: 0, stateFolder: emptyFolder() })
  const overHttp = await told(httpPaymentGateway({ baseUrl: `http://127.0.0.1:${ready.port}` }))
  await close()
  expect(await told(simulatedPayments().gateway)).toEqual(overHttp)
  expect(overHttp.filter(([, answer]) => answer === 'an error')).toHaveLength(9)
})
