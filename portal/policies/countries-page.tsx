import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import { ok } from '../api/problem.ts'
import type { Column } from '../look/data-table/column.ts'
import { ListView } from '../look/data-table/list-view.tsx'
import { type Language, languages, useLanguage } from '../look/language.tsx'
import { Page } from '../look/page.tsx'
import { useSession } from '../sign-in/session.tsx'
import { countriesRoute } from './routes.tsx'
import { usePoliciesWords } from './words.ts'

interface Country {
  readonly code: string
  readonly names: Readonly<Record<Language, string>>
}

/** Where purchases are available: found by either name, whatever the language of the page. (R172 to R174) */
export function CountriesPage() {
  const words = usePoliciesWords()
  const { language } = useLanguage()
  const search = countriesRoute.useSearch()
  const navigate = countriesRoute.useNavigate()
  const countries = useCountries()
  const columns = useMemo<readonly Column<Country>[]>(() => {
    const [other = language] = languages.filter((known) => known !== language)
    return [
      { id: 'name', header: words.name, text: ({ names }) => names[language], grow: 2 },
      { id: 'otherName', header: words.otherName, text: ({ names }) => names[other], grow: 2, onCard: true },
      { id: 'code', header: words.code, text: ({ code }) => code, onCard: true },
    ]
  }, [words, language])
  return (
    <Page title={words.countries}>
      <p>{words.countriesAbout}</p>
      <ListView
        id="countries"
        caption={words.countriesCaption}
        list={{
          rows: countries.data ?? [],
          isLoading: countries.isPending,
          isLoaded: countries.data !== undefined,
          problem: countries.error ?? undefined,
          tryAgain: () => void countries.refetch(),
        }}
        columns={columns}
        rowId={({ code }) => code}
        rowName={({ names }) => names[language]}
        search={search}
        onSearch={(change) =>
          void navigate({ search: (before) => ({ ...before, ...change }), replace: true })
        }
        empty={<p>{words.countriesEmpty}</p>}
      />
      <Link to="/policies">{words.toPolicies}</Link>
    </Page>
  )
}

/** All languages give the same countries in the same order. (R174) */
function useCountries() {
  const { api } = useSession()
  return useQuery({
    queryKey: ['countries'],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async (): Promise<readonly Country[]> => {
      const listIn = async (language: Language) => {
        const { value } = await ok(
          api.GET('/reference/countries', {
            params: { query: { maxpagesize: 1_000 } },
            headers: { 'Accept-Language': language },
          }),
        )
        return value
      }
      const [en, nl] = await Promise.all([listIn('en'), listIn('nl')])
      const dutch = new Map(nl.map(({ code, name }) => [code, name]))
      return en.map(({ code, name }) => ({ code, names: { en: name, nl: dutch.get(code) ?? name } }))
    },
  })
}
