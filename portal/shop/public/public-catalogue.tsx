import { useNavigate, useSearch } from '@tanstack/react-router'
import { Page } from '../../look/page.tsx'
import { CatalogueList } from '../catalogue-list.tsx'
import { useShopWords } from '../words.ts'
import { CountryChoice } from './country-choice.tsx'
import { likelyCountry, usePublicProducts } from './public-queries.ts'

export function PublicCatalogue() {
  const words = useShopWords()
  const search = useSearch({ from: '/shop' })
  const navigate = useNavigate()
  const country = search.country ?? likelyCountry()
  return (
    <Page title={words.title}>
      <CatalogueList
        list={usePublicProducts(country)}
        search={search}
        mayOrder={false}
        filters={
          <CountryChoice
            country={country}
            onChange={(chosen) =>
              void navigate({ to: '/shop', search: { ...search, country: chosen }, replace: true })
            }
          />
        }
      />
    </Page>
  )
}
