import type { Product } from '../catalogue/products.ts'
import { documentId } from '../kernel/document-ids.ts'
import type { TenantId } from '../kernel/ids.ts'
import { ownValue } from '../kernel/own-value.ts'
import type { DocumentBase } from '../ports/documents.ts'

/** With whom what people make may be shared outside the organisation. */
export const sharings = ['Allowed', 'ExistingGuests', 'Blocked'] as const
/** Where what people make is stored: in the organisation's own country, in the European Union, or wherever there is room. */
export const regions = ['Country', 'EuropeanUnion', 'Anywhere'] as const

/**
 * What an organisation decides for the data that people make with a product. It is the organisation's data, so it does
 * not matter who bought the licence, or how (R035, R131, R159). Nothing is enforced here: this is where the products and
 * the people who run them read what holds.
 */
export interface DataPolicy {
  /** How long data is kept after its owner's last licence has ended; null: until somebody deletes it. */
  readonly retentionDays: number | null
  readonly externalSharing: (typeof sharings)[number]
  readonly dataRegion: (typeof regions)[number]
  /** Whether a document needs a sensitivity label before it is saved or sent. */
  readonly sensitivityLabelRequired: boolean
}

/**
 * Id `dataPolicies`; an organisation that has decided nothing has none. One document for all products and all ways of
 * buying: what holds for a subscription is looked up when it is read, so a change holds for what was bought before too.
 */
export interface DataPolicies extends DocumentBase {
  readonly type: 'dataPolicies'
  readonly default: DataPolicy
  /** What differs from the default, by product. */
  readonly products: { readonly [productId: string]: Partial<DataPolicy> }
}

/** What holds until the organisation decides: nothing is deleted by itself, and nothing more is allowed than in it. */
export const undecided: DataPolicy = {
  retentionDays: null,
  externalSharing: 'ExistingGuests',
  dataRegion: 'Country',
  sensitivityLabelRequired: false,
}

/** What holds for the data of a product, however its licences were bought. (R035) */
export function dataPolicyOf(
  policies: Pick<DataPolicies, 'default' | 'products'> | undefined,
  product: Pick<Product, 'id' | 'previousIds'>,
): DataPolicy {
  const { default: byDefault = undecided, products = {} } = policies ?? {}
  const id = [product.id, ...product.previousIds].find((one) => Object.hasOwn(products, one))
  return { ...byDefault, ...(id === undefined ? {} : ownValue(products, id)) }
}

export function newDataPolicies(
  tenantId: TenantId,
  decided: Pick<DataPolicies, 'default' | 'products'>,
): DataPolicies {
  return { type: 'dataPolicies', id: documentId.dataPolicies, tenantId, schemaVersion: 1, ...decided }
}
