import { type Answer, fieldsOf, moneyOf, refusal } from './answers.ts'
import type { ChargeStore, RefundRequest } from './charge-store.ts'

/** Gives back a charge or a part of it, once per key. The same key answers what it answered before. */
export function refundAnswer(store: ChargeStore, key: string | undefined, body: unknown): Answer {
  if (!key) return refusal(400, 'key_missing', 'POST /refunds needs the header Idempotency-Key.')
  const request = parseRequest(body)
  if (typeof request === 'string') return refusal(400, 'invalid_request', request)
  const before = store.refundByKey(key)
  if (before && !sameRequest(before, request))
    return refusal(422, 'key_reused', 'This Idempotency-Key came with another body before.')
  if (before) return { status: 200, body: before }
  const charge = store.byKey(request.charge)
  if (!charge) return refusal(404, 'unknown_charge', 'There is no charge under this key.')
  if (charge.status === 'declined' || charge.status === 'void')
    return refusal(409, 'never_charged', 'Under this key no money was taken.')
  if (charge.currency !== request.currency)
    return refusal(422, 'other_currency', `The charge was in ${charge.currency}.`)
  const left = charge.amount - charge.refundedAmount
  if (request.amount > left)
    return refusal(409, 'exceeds_charge', `Of the charge ${left} is left to give back.`)
  return { status: 200, body: store.addRefund(key, request) }
}

function sameRequest(a: RefundRequest, b: RefundRequest): boolean {
  return a.charge === b.charge && a.amount === b.amount && a.currency === b.currency
}

function parseRequest(body: unknown): RefundRequest | string {
  const fields = fieldsOf(body, 'A refund', ['charge', 'amount', 'currency'])
  if (typeof fields === 'string') return fields
  const money = moneyOf(fields)
  if (typeof money === 'string') return money
  const { charge } = fields
  if (typeof charge !== 'string' || charge === '') return 'charge must be the Idempotency-Key of a charge.'
  return { charge, ...money }
}
