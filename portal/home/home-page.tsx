import { Page } from '../look/page.tsx'
import { useShellWords } from '../shell/shell-words.ts'

export function HomePage() {
  const words = useShellWords()
  return <Page title={words.pages.home}>{null}</Page>
}
