import { tokenEntry } from './cards.ts'
import type { Charge, ChargeRequest, ChargeStore } from './charge-store.ts'

/** What the gateway says; `lost` means that it did what was asked and the caller never hears of it. */
export type Answer = { readonly status: number; readonly body: unknown } | 'lost'

export function refusal(status: number, code: string, message: string): Answer {
  return { status, body: { error: { code, message } } }
}

export function cardAnswer(token: string): Answer {
  const entry = tokenEntry(token)
  if (!entry) return refusal(404, 'unknown_token', 'No card stands behind this token.')
  if ('expired' in entry) return refusal(422, 'card_expired', 'The card behind this token has expired.')
  return { status: 200, body: entry.card }
}

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

/** Gives back what was charged under the key. Twice gives the money back once. */
export function refundAnswer(store: ChargeStore, key: string | undefined): Answer {
  if (!key)
    return refusal(400, 'key_missing', 'POST /refunds needs the header Idempotency-Key of the charge.')
  const charge = store.byKey(key)
  if (!charge) return refusal(404, 'unknown_charge', 'There is no charge under this key.')
  if (charge.status === 'declined' || charge.status === 'void')
    return refusal(409, 'never_charged', 'Under this key no money was taken.')
  if (charge.status === 'succeeded') store.markRefunded(charge.id)
  return { status: 200, body: store.byKey(key) }
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
  if (typeof body !== 'object' || body === null) return 'The body must be a JSON object.'
  const { amount, currency, token, ...others } = body as Record<string, unknown>
  const [other] = Object.keys(others)
  if (other !== undefined) return `A charge has no field "${other}".`
  if (!Number.isSafeInteger(amount) || Number(amount) <= 0) return 'amount must be whole minor units above 0.'
  if (typeof currency !== 'string' || !/^[A-Z]{3}$/.test(currency)) return 'currency must be three capitals.'
  // Anything else is not even looked at: a card number must never get as far as the store or a message.
  if (typeof token !== 'string' || !/^tok_[a-z_]{1,40}$/.test(token))
    return 'token must be a card token, tok_….'
  return { amount: Number(amount), currency, token }
}
