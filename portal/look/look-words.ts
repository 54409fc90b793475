import type { en } from './words.en.ts'
import { wordsOf } from './words.ts'

export const useLookWords = wordsOf<typeof en>({
  en: async () => (await import('./words.en.ts')).en,
  nl: async () => (await import('./words.nl.ts')).nl,
})
