import { Button, makeStyles, tokens } from '@fluentui/react-components'
import { Outlet } from '@tanstack/react-router'
import { Suspense } from 'react'
import { Choice } from '../../look/choice.tsx'
import { languages, useLanguage } from '../../look/language.tsx'
import { useShellWords } from '../../shell/shell-words.ts'
import { useShopWords } from '../words.ts'
import { useVisitor } from './visitor.tsx'

const useStyles = makeStyles({
  frame: { minHeight: '100vh', backgroundColor: tokens.colorNeutralBackground2 },
  header: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: tokens.spacingHorizontalM,
    padding: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalM}`,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    backgroundColor: tokens.colorNeutralBackground1,
  },
  name: { fontWeight: tokens.fontWeightSemibold, marginRight: 'auto' },
  main: {
    maxWidth: '1200px',
    margin: '0 auto',
    padding: tokens.spacingHorizontalXL,
    '@media (max-width: 640px)': { padding: tokens.spacingHorizontalM },
  },
})

const names = { en: 'English', nl: 'Nederlands' } as const

/** Around what anybody may see: no navigation, since there is nowhere else to go. */
export function PublicFrame() {
  const styles = useStyles()
  const shell = useShellWords()
  const words = useShopWords()
  const { signIn } = useVisitor()
  const { language, setLanguage } = useLanguage()
  return (
    <div className={styles.frame}>
      <header className={styles.header} data-not-printed>
        <span className={styles.name}>{shell.product}</span>
        <Choice
          label={words.language}
          value={language}
          options={languages.map((known) => [known, names[known]])}
          onChange={(chosen) => chosen !== undefined && setLanguage(chosen)}
        />
        <Button appearance="primary" onClick={() => void signIn.signIn({ returnTo: location.href })}>
          {words.signIn}
        </Button>
      </header>
      <main id="content" className={styles.main} tabIndex={-1}>
        <Suspense>
          <Outlet />
        </Suspense>
      </main>
    </div>
  )
}
