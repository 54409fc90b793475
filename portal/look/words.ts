import { use } from 'react'
import { isolating } from './isolated.ts'
import { type Language, useLanguage } from './language.tsx'

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
      ? load.en().then(async (words) => (await import('./pseudo.ts')).longer(words))
      : load[language]().then(isolating)
    loaded.set(key, loading)
    // What could not be loaded is asked for again the next time.
    loading.catch(() => loaded.delete(key))
    return loading
  }
  return function useWords() {
    const { language, pseudo } = useLanguage()
    return use(wordsIn(language, pseudo))
  }
}
