import { Unavailable } from '#core/ports/failures.ts'
import type { Charge, PaymentGateway } from '#core/ports/payments.ts'

/** What became of a key. */
export interface Booked {
  readonly amount: number
  readonly request: string
  readonly status: 'succeeded' | 'declined' | 'void' | 'refunded'
}

export interface SimulatedPayments {
  readonly gateway: PaymentGateway
  /** What the gateway has booked, by key: one entry a key, whatever was asked. */
  readonly booked: ReadonlyMap<string, Booked>
  /** Keys of the charges that took money and keep it. */
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
      const charge: Booked = { amount, status, request }
      book(key, charge)
      if (failing === 'answerLost' || token === 'tok_timeout') return { charged: 'unknown' }
      return told(charge, key)
    },
    async outcome(key) {
      const before = booked.get(key)
      return before ? told(before, key) : { charged: false, because: 'neverArrived' }
    },
    async voidKey(key) {
      if (!booked.has(key)) book(key, { amount: 0, status: 'void', request: '' })
      return told(booked.get(key) as Booked, key)
    },
    async refund(key) {
      const before = booked.get(key)
      if (before?.status !== 'succeeded' && before?.status !== 'refunded')
        throw new Error('Nothing was taken under this key.')
      if (before.status === 'succeeded') book(key, { ...before, status: 'refunded' })
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
