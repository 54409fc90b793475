import { Unavailable } from '#core/ports/failures.ts'
import type { Charge, PaymentGateway } from '#core/ports/payments.ts'

/** What became of a key. */
export interface Booked {
  readonly amount: number
  readonly currency: string
  /** How much of it was given back so far: all of it where the status is `refunded`. */
  readonly refunded: number
  readonly request: string
  readonly status: 'succeeded' | 'declined' | 'void' | 'refunded'
}

export interface SimulatedPayments {
  readonly gateway: PaymentGateway
  /** What the gateway has booked, by key: one entry a key, whatever was asked. */
  readonly booked: ReadonlyMap<string, Booked>
  /** Keys of the charges that took money and keep at least a part of it. */
  taken(): readonly string[]
  /** What goes wrong with the next charges: it never arrives, or its answer is lost. */
  fail(how: 'unreachable' | 'answerLost' | undefined): void
}

export interface SimulatedPaymentsOptions {
  /** Asked when a key arrives for the first time. */
  readonly declines?: (key: string, token: string) => boolean
  /** Told at once of everything that happens to a key. */
  readonly onBooked?: (key: string, booked: Booked) => void
}

/** A payment gateway in memory, with the card tokens of the local one. */
export function simulatedPayments({
  declines = (_key, token) => token === 'tok_declined',
  onBooked = () => {},
}: SimulatedPaymentsOptions = {}): SimulatedPayments {
  const booked = new Map<string, Booked>()
  /** By its key: what a refund was of. */
  const refunds = new Map<string, string>()
  let failing: 'unreachable' | 'answerLost' | undefined
  const book = (key: string, charge: Booked) => {
    booked.set(key, charge)
    onBooked(key, charge)
  }
  const told = ({ status }: Booked, key: string): Charge =>
    status === 'succeeded' ? { charged: true, chargeId: `ch_${key}` } : { charged: false, because: status }

  const gateway: PaymentGateway = {
    async lookUpCard(token) {
      if (token === 'tok_expired') return { refused: 'expired' }
      if (!token.startsWith('tok_')) return { refused: 'unknownToken' }
      return { brand: 'visa', last4: '4242', expiry: '2031-12' }
    },
    async charge(key, token, { amount, currency }) {
      await Promise.resolve()
      if (failing === 'unreachable') throw new Unavailable('The gateway cannot be reached.')
      const request = `${amount} ${currency} ${token}`
      const before = booked.get(key)
      if (before && before.status !== 'void' && before.request !== request)
        throw new Error('This key came with another charge before.')
      if (before) return told(before, key)
      if (amount <= 0) throw new Error('A charge is of more than nothing.')
      const status = declines(key, token) ? 'declined' : 'succeeded'
      const charge: Booked = { amount, currency, refunded: 0, status, request }
      book(key, charge)
      if (failing === 'answerLost' || token === 'tok_timeout') return { charged: 'unknown' }
      return told(charge, key)
    },
    async outcome(key) {
      const before = booked.get(key)
      return before ? told(before, key) : { charged: false, because: 'neverArrived' }
    },
    async voidKey(key) {
      if (!booked.has(key)) book(key, { amount: 0, currency: '', refunded: 0, status: 'void', request: '' })
      return told(booked.get(key) as Booked, key)
    },
    async refund({ key, chargeKey, amount: { amount, currency } }) {
      const request = `${amount} ${currency} of ${chargeKey}`
      const before = refunds.get(key)
      if (before !== undefined && before !== request)
        throw new Error('This key came with another refund before.')
      if (before !== undefined) return
      const charge = booked.get(chargeKey)
      if (charge?.status !== 'succeeded' && charge?.status !== 'refunded')
        throw new Error('Nothing was taken under this key.')
      if (charge.currency !== currency) throw new Error('A refund is in the currency of its charge.')
      if (!Number.isSafeInteger(amount) || amount <= 0) throw new Error('A refund is of more than nothing.')
      const refunded = charge.refunded + amount
      if (refunded > charge.amount) throw new Error('More than is left of the charge does not go back.')
      refunds.set(key, request)
      book(chargeKey, { ...charge, refunded, status: refunded === charge.amount ? 'refunded' : 'succeeded' })
    },
    async updateCard(token, { securityCode }) {
      if (token === 'tok_expired') return { refused: 'expired' }
      if (!token.startsWith('tok_')) return { refused: 'unknownToken' }
      return securityCode === '000' ? { refused: 'securityCode' } : { updated: true }
    },
  }
  return {
    gateway,
    booked,
    taken: () => [...booked].filter(([, { status }]) => status === 'succeeded').map(([key]) => key),
    fail: (how) => {
      failing = how
    },
  }
}
