import type { TenantId } from '../kernel/ids.ts'
import type { Json, Scalar } from '../kernel/json.ts'

/**
 * The newest shape of stored documents that this release understands: each says in its `schemaVersion` from which on it
 * can be read. When it goes up, and how, says docs/decisions/022-documents-between-releases.md.
 */
export const schemaVersionMax = 1

/**
 * What is stored: one logical partition per tenant, documents told apart by `type`. Whatever must change together
 * changes in one batch of that partition.
 */
export interface DocumentBase {
  readonly id: string
  readonly tenantId: TenantId
  /** Which kind of document it is; the features declare theirs. */
  readonly type: string
  readonly schemaVersion: 1
}

/** A comparison on one field; `field` is a dotted path (`seats.available`). All comparisons of a list must hold. */
export type Comparison =
  | {
      readonly field: string
      readonly is: '=' | '!=' | '<' | '<=' | '>' | '>='
      readonly value: Scalar
    }
  | { readonly field: string; readonly is: 'in' | 'not in'; readonly values: readonly Scalar[] }
  | { readonly field: string; readonly is: 'startsWith'; readonly value: string }
  /** The field is a list that holds the value. */
  | { readonly field: string; readonly is: 'contains'; readonly value: Scalar }
  | { readonly anyOf: readonly Comparison[] }
  | { readonly allOf: readonly Comparison[] }

export interface Query {
  readonly where: readonly Comparison[]
  /** Without an order, documents come in the order in which they were first stored. */
  readonly orderBy?: { readonly field: string; readonly direction: 'ascending' | 'descending' }
  /** Only these top-level fields are fetched; everything when absent. `_etag` and `schemaVersion` always come along. */
  readonly fields?: readonly string[]
}

/** One write of a batch. Paths of `set` and `add` are dotted and at most ten in all; `when` must hold beforehand. */
export type Write =
  | { readonly kind: 'create'; readonly document: DocumentBase }
  | { readonly kind: 'upsert'; readonly document: DocumentBase }
  | { readonly kind: 'replace'; readonly document: DocumentBase; readonly ifMatch: string }
  | {
      readonly kind: 'patch'
      readonly id: string
      readonly set?: Readonly<Record<string, Json>>
      readonly add?: Readonly<Record<string, number>>
      readonly when?: readonly Comparison[]
      readonly ifMatch?: string
    }
  | { readonly kind: 'delete'; readonly id: string; readonly ifMatch?: string }
  /** Adds to top-level numbers of a document; where there is none, it begins as given here, with that added. */
  | {
      readonly kind: 'count'
      readonly document: DocumentBase
      readonly add: Readonly<Record<string, number>>
      /** Of a document that is there already. */
      readonly when?: readonly Comparison[]
    }

export type Commit =
  | { readonly committed: true; readonly etags: readonly string[]; readonly requestUnits: number }
  | {
      readonly committed: false
      /** Which write of the batch stopped it: nothing of the batch was done. */
      readonly at: number
      readonly because: 'exists' | 'missing' | 'condition'
      readonly requestUnits: number
    }

/** A document as stored: `_etag` changes with every write to it. */
export type Stored<D extends DocumentBase = DocumentBase> = D & { readonly _etag: string }

export interface Page<D extends DocumentBase = DocumentBase> {
  readonly items: readonly Stored<D>[]
  /** Present while there is more; opaque text. */
  readonly continuation?: string
  readonly requestUnits: number
}

/**
 * The documents of one tenant at a time. Failures of the outside throw `Unavailable`; see `OutcomeUnknown`. What a newer
 * release has stored is neither given nor changed here: `NewerDocument`.
 */
export interface Documents {
  read<D extends DocumentBase = DocumentBase>(tenantId: TenantId, id: string): Promise<Stored<D> | undefined>
  /** Several at once, in one round trip as long as all of them are there; in the order of the ids. */
  readTogether<Ds extends readonly DocumentBase[]>(
    tenantId: TenantId,
    ids: { readonly [Place in keyof Ds]: string },
  ): Promise<{ [Place in keyof Ds]: Stored<Ds[Place]> | undefined }>
  /**
   * One page, from the continuation of the page before: it may be short, and only the last may be empty. Throws
   * `UnknownContinuation` for any other text.
   */
  page<D extends DocumentBase>(tenantId: TenantId, query: Query, from: From): Promise<Page<D>>
  /** All pages one after another, for jobs, from a continuation on where one is given: one query plan for all. */
  pages<D extends DocumentBase>(
    tenantId: TenantId,
    query: Query,
    size: number,
    continuation?: string,
  ): AsyncIterable<Page<D>>
  /** How many documents match. */
  count(tenantId: TenantId, query: Query): Promise<number>
  /** Up to 100 writes and 2 MB that happen all together or not at all. Never repeated while it may have happened. */
  commit(tenantId: TenantId, writes: readonly Write[]): Promise<Commit>
}

/** How many to give, and where to go on from. */
export interface From {
  readonly size: number
  readonly continuation?: string
}

/** A document by its place alone. */
export interface Found {
  readonly tenantId: TenantId
  readonly id: string
}

/** The one way to look over all tenants; gives ids and numbers only, for timers, /ops and the look-up by domain. */
export interface AcrossTenants {
  page(
    query: Query,
    from: From,
  ): Promise<{ readonly found: readonly Found[]; readonly continuation?: string }>
  count(query: Query): Promise<number>
  /** What a number comes to over all that the query finds; 0 where it finds nothing. */
  sum(query: Query, field: string): Promise<number>
}

/** Everything that a query over all tenants finds, a page at a time. */
export async function* everywhere(
  acrossTenants: AcrossTenants,
  query: Query,
  size = 100,
): AsyncGenerator<Found> {
  let from: From = { size }
  for (;;) {
    const { found, continuation } = await acrossTenants.page(query, from)
    yield* found
    if (continuation === undefined) return
    from = { ...from, continuation }
  }
}
