import {
  FluentProvider,
  teamsHighContrastTheme,
  webDarkTheme,
  webLightTheme,
} from '@fluentui/react-components'
import { createContext, type ReactNode, use, useMemo, useState, useSyncExternalStore } from 'react'
import { keepText, keptText } from './kept.ts'
import { usePrinting } from './use-printing.ts'

export const themes = ['system', 'light', 'dark', 'contrast'] as const
export type Theme = (typeof themes)[number]

const fluentThemes = { light: webLightTheme, dark: webDarkTheme, contrast: teamsHighContrastTheme }
const kept = 'theme'

const ThemeContext = createContext<{ readonly theme: Theme; readonly setTheme: (theme: Theme) => void }>({
  theme: 'system',
  setTheme: () => {},
})

/** Follows the system, unless this browser was told otherwise. */
export function ThemeProvider({ children }: { readonly children: ReactNode }) {
  const [theme, setTheme] = useState<Theme>(
    () => themes.find((known) => known === keptText(kept)) ?? 'system',
  )
  const system = useSystemTheme()
  const value = useMemo(
    () => ({
      theme,
      setTheme(chosen: Theme) {
        keepText(kept, chosen)
        setTheme(chosen)
      },
    }),
    [theme],
  )
  const isPrinting = usePrinting()
  const screen = theme === 'system' ? system : theme
  // Browsers leave backgrounds out on paper: light letters would be on white.
  const shown = isPrinting ? 'light' : screen
  return (
    <ThemeContext value={value}>
      <FluentProvider
        theme={fluentThemes[shown]}
        data-theme={shown}
        style={{ minHeight: '100%', colorScheme: shown === 'light' ? 'light' : 'dark' }}
      >
        {children}
      </FluentProvider>
    </ThemeContext>
  )
}

export function useTheme() {
  return use(ThemeContext)
}

function useSystemTheme(): keyof typeof fluentThemes {
  const contrast = useMedia('(forced-colors: active)')
  const dark = useMedia('(prefers-color-scheme: dark)')
  if (contrast) return 'contrast'
  return dark ? 'dark' : 'light'
}

/** Whether a media query holds, now and as it changes. */
export function useMedia(query: string): boolean {
  const media = useMemo(() => matchMedia(query), [query])
  return useSyncExternalStore(
    (changed) => {
      media.addEventListener('change', changed)
      return () => media.removeEventListener('change', changed)
    },
    () => media.matches,
  )
}

/** Rows become cards, panes the whole screen, and the navigation a drawer. */
export const narrow = '(max-width: 640px)'
