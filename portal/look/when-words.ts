import { wordsOf } from './words.ts'

/** What is said of a time to begin at, wherever one is chosen or told. */
export const useWhenWords = wordsOf({
  en: async () => ({
    when: 'When',
    now: 'Now',
    moment: 'At a day and time',
    endOfTerm: (on: string) => `At the end of the term, on ${on}`,
    endOfATerm: 'At the end of the term',
    endOfTermWhy: 'As that day begins in UTC, before another term is charged.',
    endOfFirst: 'The term that ends first counts.',
    dayAndTime: 'Day and time',
    zone: (zone: string) => `In your time zone, ${zone}`,
    past: 'Choose a time that is still to come.',
    begins: (at: string) => `It begins on ${at}, and not before.`,
    beginsAtEnd: (on: string) => `It begins at the end of the term, on ${on} (00:00 UTC), and not before.`,
    until: 'Until then nothing is held, and the time can be changed or the plan revoked under Operations.',
    found:
      'What there is then counts. If it cannot be done, it fails and says why, and nothing else happens.',
  }),
  nl: async () => ({
    when: 'Wanneer',
    now: 'Nu',
    moment: 'Op een dag en tijd',
    endOfTerm: (on: string) => `Aan het einde van de termijn, op ${on}`,
    endOfATerm: 'Aan het einde van de termijn',
    endOfTermWhy: 'Als die dag in UTC begint, voordat een volgende termijn in rekening wordt gebracht.',
    endOfFirst: 'De termijn die het eerst eindigt telt.',
    dayAndTime: 'Dag en tijd',
    zone: (zone: string) => `In uw tijdzone, ${zone}`,
    past: 'Kies een tijd die nog moet komen.',
    begins: (at: string) => `Het begint op ${at}, en niet eerder.`,
    beginsAtEnd: (on: string) =>
      `Het begint aan het einde van de termijn, op ${on} (00:00 UTC), en niet eerder.`,
    until:
      'Tot dan wordt niets vastgehouden, en kan de tijd onder Bewerkingen worden gewijzigd of het plan worden ingetrokken.',
    found:
      'Wat er dan is, telt. Kan het niet, dan mislukt het en staat er waarom, en gebeurt er verder niets.',
  }),
})
