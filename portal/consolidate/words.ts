import { wordsOf } from '../look/words.ts'
import type { en } from './words.en.ts'

export const useConsolidateWords = wordsOf<typeof en>({
  en: async () => (await import('./words.en.ts')).en,
  nl: async () => (await import('./words.nl.ts')).nl,
})
