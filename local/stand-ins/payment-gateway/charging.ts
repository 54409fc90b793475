import { type Answer, fieldsOf, moneyOf, refusal } from './answers.ts'
import { tokenEntry } from './cards.ts'
import type { Charge, ChargeRequest, ChargeStore } from './charge-store.ts'

/** Charges once per key. The same key answers what it answered before, and nothing happens again. */
export function chargeAnswer(store: ChargeStore, key: string | undefined, body: unknown): Answer {
  if (!key) return refusal(400, 'key_missing', 'POST /charges needs the header Idempotency-Key.')
  const request = parseRequest(body)
  if (typeof request === 'string') return refusal(400, 'invalid_request', request)
  const before = store.byKey(key)
  if (before) {
    if (before.status !== 'void' && !sameRequest(before, request))
      return refusal(422, 'key_reused', 'This Idempotency-Key came with another body before.')
    return toldOf(before)
  }
  const entry = tokenEntry(request.token)
  if (!entry) return refusal(404, 'unknown_token', 'No card stands behind this token.')
  const declines = 'expired' in entry || entry.whenCharged === 'declined'
  const charge = store.add(key, request, declines ? 'declined' : 'succeeded')
  return 'whenCharged' in entry && entry.whenCharged === 'answerLost' ? 'lost' : toldOf(charge)
}

/** Nothing goes through under this key any more; what went through already, or was declined, stays as it is. */
export function voidAnswer(store: ChargeStore, key: string | undefined): Answer {
  if (!key) return refusal(400, 'key_missing', 'POST /charges/void needs the header Idempotency-Key.')
  const nothing = { amount: 0, currency: '', token: '' }
  return { status: 200, body: store.byKey(key) ?? store.add(key, nothing, 'void') }
}

function toldOf(charge: Charge): Answer {
  switch (charge.status) {
    case 'succeeded':
      return { status: 201, body: { id: charge.id, status: 'succeeded' } }
    case 'declined':
      return refusal(402, 'card_declined', 'The bank declined the charge.')
    case 'void':
      return refusal(409, 'key_void', 'This Idempotency-Key was made void: charge under another one.')
    case 'refunded':
      return refusal(409, 'charge_refunded', 'What was charged under this Idempotency-Key was given back.')
  }
}

function sameRequest(a: ChargeRequest, b: ChargeRequest): boolean {
  return a.amount === b.amount && a.currency === b.currency && a.token === b.token
}

function parseRequest(body: unknown): ChargeRequest | string {
  const fields = fieldsOf(body, 'A charge', ['amount', 'currency', 'token'])
  if (typeof fields === 'string') return fields
  const money = moneyOf(fields)
  if (typeof money === 'string') return money
  const { token } = fields
  // Anything else is not even looked at: a card number must never get as far as the store or a message.
  if (typeof token !== 'string' || !/^tok_[a-z_]{1,40}$/.test(token))
    return 'token must be a card token, tok_….'
  return { ...money, token }
}
