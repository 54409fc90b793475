import {
  createContext,
  type ReactNode,
  startTransition,
  use,
  useCallback,
  useLayoutEffect,
  useMemo,
  useState,
} from 'react'
import { keepText, keptText } from './kept.ts'

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
const forTests = 'pseudo'

/** Of the window: what the API said was in another language. */
export const languageChanged = 'language-changed'

/** The language of what is on the screen. */
let shown: Language | undefined

export function LanguageProvider({ children }: { readonly children: ReactNode }) {
  const [chosen, setChosen] = useState(() => keptText(kept))
  const [suggested, setSuggested] = useState<Language>()
  const language = known(chosen) ?? suggested ?? ofBrowser()
  // What is shown stays until the words of the other language are here.
  const setLanguage = useCallback((wanted: Language) => {
    keepText(kept, wanted)
    startTransition(() => setChosen(wanted))
  }, [])
  const suggest = useCallback(
    (wanted: Language | undefined) => startTransition(() => setSuggested(wanted)),
    [],
  )
  const pseudo = chosen === forTests
  const spoken = useMemo<Spoken>(
    () => ({ language, pseudo, setLanguage, suggest }),
    [language, pseudo, setLanguage, suggest],
  )
  useLayoutEffect(() => {
    const isOther = shown !== undefined && shown !== language
    shown = language
    document.documentElement.lang = language
    if (isOther) dispatchEvent(new Event(languageChanged))
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
  return shown ?? languageAtStart().language
}

/** Which words a page will most likely want: they are asked for before anybody renders. */
export function languageAtStart(): { readonly language: Language; readonly pseudo: boolean } {
  const chosen = keptText(kept)
  return { language: known(chosen) ?? ofBrowser(), pseudo: chosen === forTests }
}

function known(text: string | null): Language | undefined {
  return languages.find((language) => language === text)
}

function ofBrowser(): Language {
  const wanted = navigator.languages.map((tag) => known(tag.slice(0, 2).toLowerCase()))
  return wanted.find((language) => language !== undefined) ?? 'en'
}
