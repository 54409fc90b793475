import { useSearch } from '@tanstack/react-router'
import { Page } from '../look/page.tsx'
import { useSession } from '../sign-in/session.tsx'
import { CatalogueList } from './catalogue-list.tsx'
import { useProducts } from './queries.ts'
import { useShopWords } from './words.ts'

export function CataloguePage() {
  const words = useShopWords()
  const { may } = useSession()
  const search = useSearch({ from: '/shop' })
  return (
    <Page title={words.title}>
      <CatalogueList list={useProducts()} search={search} mayOrder={may.administer} />
    </Page>
  )
}
