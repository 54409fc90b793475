import { wordsOf } from '../words.ts'

/** What is said of the subscriptions that users can move to, wherever one is chosen. */
export const useTargetWords = wordsOf({
  en: async () => ({
    label: 'Move users to',
    loading: 'Looking for subscriptions with free licences',
    none: 'There is no subscription to move to: one of the same family, active, and in the hands of administrators.',
    noneOfFirst:
      'There is no subscription to move to: one of the same family as the first one, active, and in the hands of administrators.',
    noneNext: 'Buy licences centrally first, or take control of another one.',
    free: (count: number, text: string) => (count === 1 ? '1 licence free' : `${text} licences free`),
    ends: (on: string) => `ends ${on}`,
    missing: (count: number, text: string) =>
      count === 1 ? '1 licence too few' : `${text} licences too few`,
    missingPerhaps: (count: number, text: string) =>
      count === 1
        ? '1 licence too few, unless one of them holds it already'
        : `${text} licences too few, unless so many of them hold it already`,
    buyMore: 'Buy more licences',
    buyMoreOf: (product: string) => `Buy more licences of ${product}`,
    anyOf: (product: string) => `${product}, whichever subscription has room`,
    anyOfWhy: 'Of those with room for all the one that ends last; else the one with most room.',
  }),
  nl: async () => ({
    label: 'Gebruikers verplaatsen naar',
    loading: 'Abonnementen met vrije licenties worden gezocht',
    none: 'Er is geen abonnement om naar te verhuizen: een van dezelfde familie, actief, en in handen van beheerders.',
    noneOfFirst:
      'Er is geen abonnement om naar te verhuizen: een van dezelfde familie als het eerste, actief, en in handen van beheerders.',
    noneNext: 'Koop eerst centraal licenties, of neem het beheer van een ander over.',
    free: (count: number, text: string) => (count === 1 ? '1 licentie vrij' : `${text} licenties vrij`),
    ends: (on: string) => `eindigt op ${on}`,
    missing: (count: number, text: string) =>
      count === 1 ? '1 licentie te weinig' : `${text} licenties te weinig`,
    missingPerhaps: (count: number, text: string) =>
      count === 1
        ? '1 licentie te weinig, tenzij een van hen die al heeft'
        : `${text} licenties te weinig, tenzij zoveel van hen die al hebben`,
    buyMore: 'Meer licenties kopen',
    buyMoreOf: (product: string) => `Meer licenties van ${product} kopen`,
    anyOf: (product: string) => `${product}, welk abonnement ook ruimte heeft`,
    anyOfWhy:
      'Van die met ruimte voor iedereen het abonnement dat het laatst eindigt; anders dat met de meeste ruimte.',
  }),
})
