import type { TenantId } from '#core/kernel/ids.ts'
import {
  type Comparison,
  type DocumentBase,
  type Documents,
  type Query,
  type Stored,
  schemaVersionMax,
  type Write,
} from '#core/ports/documents.ts'
import { NewerDocument } from '#core/ports/failures.ts'

/**
 * The same documents without those that a newer release has stored in a shape of its own: whoever reads one is told
 * `NewerDocument`, and nothing is written to one that was not read. Two releases run beside each other while one takes
 * the other's place, and after a way back the older one meets what the newer has left.
 */
export function leaveNewerAlone(documents: Documents): Documents {
  return {
    async read<D extends DocumentBase>(tenantId: TenantId, id: string) {
      const found = await documents.read<D>(tenantId, id)
      if (found) check(found, id)
      return found
    },

    async readTogether<Ds extends readonly DocumentBase[]>(
      tenantId: TenantId,
      ids: { readonly [Place in keyof Ds]: string },
    ) {
      const found = await documents.readTogether<Ds>(tenantId, ids)
      for (const [at, one] of found.entries()) if (one) check(one as Stored, ids[at] as string)
      return found
    },

    async page<D extends DocumentBase>(
      tenantId: TenantId,
      query: Query,
      from: Parameters<Documents['page']>[2],
    ) {
      const page = await documents.page<D>(tenantId, withVersion(query), from)
      for (const one of page.items) check(one, one.id)
      return page
    },

    async *pages<D extends DocumentBase>(
      tenantId: TenantId,
      query: Query,
      size: number,
      continuation?: string,
    ) {
      for await (const page of documents.pages<D>(tenantId, withVersion(query), size, continuation)) {
        for (const one of page.items) check(one, one.id)
        yield page
      }
    },

    count: (tenantId, query) => documents.count(tenantId, query),

    async commit(tenantId, writes) {
      const commit = await documents.commit(tenantId, writes.map(onlyToReadable))
      const stopped = commit.committed ? undefined : writes[commit.at]
      // Nobody asks anything else of what they count in, and whoever reads the rest again would not meet it.
      if (stopped?.kind === 'count' && !commit.committed && commit.because === 'condition')
        throw new NewerDocument(stopped.document.id)
      return commit
    },
  }
}

function check({ schemaVersion }: { readonly schemaVersion: number }, id: string | undefined): void {
  if (schemaVersion > schemaVersionMax) throw new NewerDocument(id ?? 'a document')
}

function withVersion(query: Query): Query {
  const { fields } = query
  if (!fields || fields.includes('schemaVersion')) return query
  return { ...query, fields: [...fields, 'schemaVersion'] }
}

const isReadable: Comparison = { field: 'schemaVersion', is: '<=', value: schemaVersionMax }
const onlyReadable: readonly Comparison[] = [isReadable]

/** Who has the etag has read the document; who deletes needs to know nothing of it; the product never overwrites unseen. */
function onlyToReadable(write: Write): Write {
  const isBlind = (write.kind === 'patch' && write.ifMatch === undefined) || write.kind === 'count'
  return isBlind ? { ...write, when: readableToo(write.when) } : write
}

/** The same conditions stay the same list: what a batch says a hundred times is put into words once. */
const saidBefore = new WeakMap<readonly Comparison[], readonly Comparison[]>()

function readableToo(when: readonly Comparison[] | undefined): readonly Comparison[] {
  if (!when) return onlyReadable
  const before = saidBefore.get(when)
  if (before) return before
  const both = [...when, isReadable]
  saidBefore.set(when, both)
  return both
}
