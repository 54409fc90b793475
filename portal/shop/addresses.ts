import { type ListSearch, listSearch, oneOf, textOf } from '../look/data-table/list-page-search.ts'
import { type Way, ways } from './ways.ts'

export interface CatalogueSearch extends ListSearch {
  readonly family?: string | undefined
  readonly way?: Way | undefined
  /** Before anyone signs in: where. */
  readonly country?: string | undefined
}

export interface ProductSearch {
  readonly way?: Way | undefined
  /** The trial that what is bought takes the place of. (B21) */
  readonly fromTrial?: string | undefined
  /** A central order that was begun. (R064) */
  readonly order?: string | undefined
  readonly country?: string | undefined
}

export function catalogueSearch(search: Readonly<Record<string, unknown>>): CatalogueSearch {
  return {
    ...listSearch(search),
    family: textOf(search, 'family'),
    way: oneOf(search, 'way', ways),
    country: textOf(search, 'country'),
  }
}

export function productSearch(search: Readonly<Record<string, unknown>>): ProductSearch {
  return {
    way: oneOf(search, 'way', ways),
    fromTrial: textOf(search, 'fromTrial'),
    order: textOf(search, 'order'),
    country: textOf(search, 'country'),
  }
}
