import { Page } from '../look/page.tsx'

export function OperationPage() {
  return <Page title="">{null}</Page>
}
