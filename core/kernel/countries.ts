import facts from './data/countries.json' with { type: 'json' }
import withoutPurchases from './data/countries-without-purchases.json' with { type: 'json' }
import type { Language } from './language.ts'

export interface Country {
  /** ISO 3166-1 alpha-2, or XK. */
  readonly code: string
  readonly name: Readonly<Record<Language, string>>
}

/** Where purchases are available: 243 countries and regions, in one order for both languages (R172, R174). */
export const countries: readonly Country[] = facts.map(({ code, en, nl }) => ({ code, name: { en, nl } }))

const byCode = new Map(countries.map((country) => [country.code, country]))

/** Undefined for every country that is not listed, in any other spelling too (R173). */
export function findCountry(code: string): Country | undefined {
  return byCode.get(code)
}

/** Whether there is such a country or region at all, with purchases or without. */
export function isCountry(code: string): boolean {
  return byCode.has(code) || withoutPurchases.includes(code)
}
