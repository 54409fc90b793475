import type { Chance } from '../chance.ts'

/** What people do in a run that costs money. */
export interface Shopping {
  /** Each with one purchase of their own. */
  readonly buyers: number
  /** Each with a subscription that they have from before. */
  readonly owners: number
  /** Purchases on the organisation's agreement: nobody is charged, and asked for once they are there once. */
  readonly central: number
}

export const noShopping: Shopping = { buyers: 0, owners: 0, central: 0 }

export function shoppingFrom(chance: Chance): Shopping {
  if (chance.happens(0.5)) return noShopping
  return {
    buyers: chance.whole(0, 2),
    owners: chance.whole(0, 2),
    central: chance.happens(0.3) ? chance.whole(1, 2) : 0,
  }
}

/** How often one request is sent: several at once, and again later, when the timer may be at work on it. */
export function repeatsFrom(chance: Chance): {
  readonly atOnceMs: readonly number[]
  readonly laterMs: readonly number[]
  /** How often each is tried when there is no answer. */
  readonly tries: number
} {
  if (chance.happens(0.3)) return { atOnceMs: [], laterMs: [], tries: 1 }
  const seconds = 1_000
  const later = () =>
    chance.pick([
      chance.whole(1, 5 * seconds),
      chance.whole(50 * seconds, 150 * seconds),
      chance.whole(590 * seconds, 720 * seconds),
    ])
  return {
    atOnceMs: Array.from({ length: chance.happens(0.4) ? chance.whole(1, 2) : 0 }, () =>
      chance.whole(0, 150),
    ),
    laterMs: Array.from({ length: chance.whole(0, 3) }, later),
    tries: chance.pick([1, 2, 4, 12]),
  }
}
