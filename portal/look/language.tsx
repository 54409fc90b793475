import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useState } from 'react'

export const languages = ['en', 'nl'] as const
export type Language = (typeof languages)[number]

interface Spoken {
  readonly language: Language
  /** English, 40 % longer and marked: shows what does not fit, and what is not translated. For tests. */
  readonly pseudo: boolean
  readonly setLanguage: (language: Language) => void
  /** What the account says, unless this browser was told otherwise. */
  readonly suggest: (language: Language | undefined) => void
}

const LanguageContext = createContext<Spoken | undefined>(undefined)
const kept = 'language'

export function LanguageProvider({ children }: { readonly children: ReactNode }) {
  const [chosen, setChosen] = useState(() => localStorage.getItem(kept))
  const [suggested, setSuggested] = useState<Language>()
  const language = known(chosen) ?? suggested ?? ofBrowser()
  const setLanguage = useCallback((wanted: Language) => {
    localStorage.setItem(kept, wanted)
    setChosen(wanted)
  }, [])
  const pseudo = chosen === 'pseudo'
  const spoken = useMemo<Spoken>(
    () => ({ language, pseudo, setLanguage, suggest: setSuggested }),
    [language, pseudo, setLanguage],
  )
  useEffect(() => {
    document.documentElement.lang = language
  }, [language])
  return <LanguageContext value={spoken}>{children}</LanguageContext>
}

export function useLanguage(): Spoken {
  const spoken = use(LanguageContext)
  if (!spoken) throw new Error('There is no LanguageProvider around this.')
  return spoken
}

/** For calls outside of components, which ask at the time of the call. */
export function languageNow(): Language {
  return known(document.documentElement.lang) ?? ofBrowser()
}

function known(text: string | null): Language | undefined {
  return languages.find((language) => language === text)
}

function ofBrowser(): Language {
  const wanted = navigator.languages.map((tag) => known(tag.slice(0, 2).toLowerCase()))
  return wanted.find((language) => language !== undefined) ?? 'en'
}
