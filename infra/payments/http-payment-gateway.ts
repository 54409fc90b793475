import { ownValue } from '#core/kernel/own-value.ts'
import { Unavailable } from '#core/ports/failures.ts'
import type { CardLookup, CardUpdate, Charge, PaymentGateway } from '#core/ports/payments.ts'

export type HttpPaymentGatewayOptions = {
  /** Without a slash at the end. */
  readonly baseUrl: string
  /** Sent as a bearer token when there is one. */
  readonly apiKey?: string
  readonly timeoutMs?: number
}

/** The card gateway over HTTP. It alone knows card numbers; we hold its tokens and charge ids. */
export function httpPaymentGateway(options: HttpPaymentGatewayOptions): PaymentGateway {
  const call = caller(options)
  return {
    async lookUpCard(token) {
      if (!tokenPattern.test(token)) return { refused: 'unknownToken' }
      const { body, status } = await call('POST', `/tokens/${token}/card`)
      return cardFrom(status, body)
    },

    async charge(key, token, { amount, currency }) {
      let reply: Reply
      try {
        reply = await call('POST', '/charges', { key, body: { amount, currency, token } })
      } catch (cause) {
        if (cause instanceof Unavailable && !reachedNobody(cause.cause)) return { charged: 'unknown' }
        throw cause
      }
      return chargeFrom(reply)
    },

    async outcome(key) {
      const { body, status } = await call('GET', `/charges?idempotencyKey=${encodeURIComponent(key)}`)
      const charges = field(body, 'value')
      if (status !== 200 || !Array.isArray(charges)) throw unexpected('GET /charges', status)
      return charges.length === 0 ? { charged: false, because: 'neverArrived' } : chargeAsKept(charges[0])
    },

    async voidKey(key) {
      const { body, status } = await call('POST', '/charges/void', { key })
      if (status !== 200) throw unexpected('POST /charges/void', status)
      return chargeAsKept(body)
    },

    async refund({ key, chargeKey, amount: { amount, currency } }) {
      const { status } = await call('POST', '/refunds', {
        key,
        body: { charge: chargeKey, amount, currency },
      })
      if (status !== 200) throw unexpected('POST /refunds', status)
    },

    async updateCard(token, { expiry, securityCode }) {
      if (!tokenPattern.test(token)) return { refused: 'unknownToken' }
      // Of what is undefined JSON has nothing: it stays as it is.
      return updateFrom(await call('PATCH', `/tokens/${token}`, { body: { expiry, securityCode } }))
    },
  }
}

/** A token comes from a caller and becomes part of an address: nothing that could lead elsewhere (`..`). */
const tokenPattern = /^[\w-]{1,200}$/

type Reply = { readonly status: number; readonly body: unknown }

function caller({ apiKey, baseUrl, timeoutMs = 5_000 }: HttpPaymentGatewayOptions) {
  return async (
    method: 'GET' | 'PATCH' | 'POST',
    path: string,
    { body, key }: { readonly key?: string; readonly body?: object } = {},
  ): Promise<Reply> => {
    try {
      const response = await fetch(`${baseUrl}${path}`, {
        method,
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
        headers: {
          accept: 'application/json',
          ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
          ...(key === undefined ? {} : { 'idempotency-key': key }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      // Read within the same time limit: an answer that stops half-way is a lost answer.
      const said: unknown = await response.json()
      if (response.status >= 500 || response.status === 429)
        throw new Error(`The gateway answered ${response.status}.`)
      return { status: response.status, body: said }
    } catch (cause) {
      throw new Unavailable('The payment gateway gave no usable answer.', { cause })
    }
  }
}

/** A charge as the gateway has kept it. */
function chargeAsKept(charge: unknown): Charge {
  const status = text(charge, 'status')
  switch (status) {
    case 'succeeded':
      return { charged: true, chargeId: text(charge, 'id') }
    case 'declined':
    case 'void':
    case 'refunded':
      return { charged: false, because: status }
    default:
      throw new Error(`The payment gateway knows a status that we do not: ${status}.`)
  }
}

function chargeFrom({ body, status }: Reply): Charge {
  if (status === 201) return { charged: true, chargeId: text(body, 'id') }
  const code = field(field(body, 'error'), 'code')
  // No money moves on a card that is gone, which is all that the purchaser needs to know here.
  if (status === 402 || code === 'unknown_token') return { charged: false, because: 'declined' }
  if (code === 'key_void') return { charged: false, because: 'void' }
  if (code === 'charge_refunded') return { charged: false, because: 'refunded' }
  throw unexpected('POST /charges', status)
}

function cardFrom(status: number, body: unknown): CardLookup {
  if (status === 200)
    return { brand: text(body, 'brand'), last4: text(body, 'last4'), expiry: text(body, 'expiry') }
  const code = field(field(body, 'error'), 'code')
  if (code === 'card_expired') return { refused: 'expired' }
  if (code === 'unknown_token') return { refused: 'unknownToken' }
  throw unexpected('POST /tokens/{token}/card', status)
}

function updateFrom({ body, status }: Reply): CardUpdate {
  if (status === 200) return { updated: true }
  const code = field(field(body, 'error'), 'code')
  if (code === 'card_expired') return { refused: 'expired' }
  if (code === 'unknown_token') return { refused: 'unknownToken' }
  if (code === 'security_code_wrong') return { refused: 'securityCode' }
  throw unexpected('PATCH /tokens/{token}', status)
}

/**
 * The connection was never made, so this call has charged nobody. It says nothing of an earlier call with the same
 * key, which is why it is a failure and not `neverArrived`: only the gateway can say that.
 */
function reachedNobody(cause: unknown): boolean {
  const code = field(field(cause, 'cause'), 'code')
  return ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'].includes(String(code))
}

function unexpected(what: string, status: number): Error {
  return new Error(`The payment gateway answered ${what} with ${status}, which it should not.`)
}

function text(body: unknown, name: string): string {
  const value = field(body, name)
  if (typeof value === 'string') return value
  throw new Error(`The payment gateway's answer has no ${name}.`)
}

function field(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null
    ? ownValue(body as Record<string, unknown>, name)
    : undefined
}
