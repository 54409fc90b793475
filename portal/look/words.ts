import { use } from 'react'
import { partOf } from '../api/parts.ts'
import { isolating } from './isolated.ts'
import { type Language, languageAtStart, useLanguage } from './language.tsx'

const againMs = 1_000

/**
 * The words of a feature, one chunk a language: `words.nl.ts` ends in `satisfies typeof en`, so that a key that is
 * missing, or an argument that is another, does not compile.
 */
export function wordsOf<Words extends object>(
  load: Readonly<Record<Language, () => Promise<Words>>>,
): () => Words {
  const loaded = new Map<string, Promise<Words>>()
  const wordsIn = (language: Language, pseudo: boolean): Promise<Words> => {
    const key = pseudo ? 'pseudo' : language
    const found = loaded.get(key)
    if (found) return found
    const loading = pseudo
      ? partOf(load.en).then(async (words) => (await partOf(() => import('./pseudo.ts'))).longer(words))
      : partOf(load[language]).then(isolating)
    loaded.set(key, loading)
    // What could not be loaded is asked for again the next time; not at once, or it would be for ever.
    loading.catch(() => setTimeout(() => loaded.delete(key), againMs))
    return loading
  }
  // Before anybody renders, so that they come beside everything else that a page is made of.
  const { language, pseudo } = languageAtStart()
  wordsIn(language, pseudo).catch(() => {})
  return function useWords() {
    const { language, pseudo } = useLanguage()
    return use(wordsIn(language, pseudo))
  }
}
