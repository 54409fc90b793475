import type { Schemas } from '../../api/client.ts'
import { useAllRows } from '../../api/lists.ts'
import { ok } from '../../api/problem.ts'
import { useLanguage } from '../../look/language.tsx'
import { useVisitor } from './visitor.tsx'

export type PublicProduct = Schemas['PublicProduct']

export function usePublicProducts(country: string) {
  const { api } = useVisitor()
  return useAllRows<PublicProduct>({
    key: ['public-products', country],
    fetchPage: (continuation) =>
      ok(
        api.GET('/reference/products', {
          params: { query: { maxpagesize: 200, country, ...continuation } },
        }),
      ),
  })
}

/** All in which anything can be bought, in the reader's language. (R172, R174) */
export function useCountries() {
  const { api } = useVisitor()
  const { language } = useLanguage()
  return useAllRows<Schemas['Country']>({
    key: ['countries', language],
    fetchPage: (continuation) =>
      ok(
        api.GET('/reference/countries', {
          params: { query: { maxpagesize: 500, ...continuation } },
        }),
      ),
  })
}

/** Where the browser's language is spoken, until somebody says where they are. */
export function likelyCountry(): string {
  const regions = navigator.languages.flatMap((tag) => /-([A-Z]{2})$/.exec(tag)?.[1] ?? [])
  return regions[0] ?? 'US'
}
