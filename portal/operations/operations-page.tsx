import { Page } from '../look/page.tsx'

export function OperationsPage() {
  return <Page title="">{null}</Page>
}
