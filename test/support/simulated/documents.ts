import type { Document } from '#core/documents.ts'
import type { TenantId } from '#core/kernel/ids.ts'
import type {
  AcrossTenants,
  Commit,
  DocumentBase,
  Documents,
  Page,
  Query,
  Stored,
  Write,
} from '#core/ports/documents.ts'
import { bindContinuation, tokenIn } from '#infra/documents/bound-continuation.ts'
import { leaveNewerAlone } from '#infra/documents/newer-documents.ts'
import { checkWrites } from '#infra/documents/write-limits.ts'
import { stage } from './batch.ts'
import { charges } from './charges.ts'
import { valueAt } from './comparisons.ts'
import { type Entry, Partition, type Snapshot, type View } from './partition.ts'
import { Past } from './past.ts'
import { pageOf } from './query.ts'

/** What goes wrong around a call. Each may throw what the caller shall see; a new simulation step sets them anew. */
export interface DocumentFaults {
  /** A page may have fewer rows than were asked for and still not be the last: as many at most. */
  pageMax?: number
  beforeRead?: ((tenantId: TenantId | undefined) => Promise<void>) | undefined
  /** Nothing is stored when this throws. */
  beforeCommit?: ((tenantId: TenantId, writes: readonly Write[]) => Promise<void>) | undefined
  /** Stored already: throwing here loses the answer. */
  afterCommit?: ((tenantId: TenantId, writes: readonly Write[], commit: Commit) => Promise<void>) | undefined
}

/** Everything that only looks. */
export type Reads = Omit<Documents, 'commit'> & { readonly acrossTenants: AcrossTenants }

type ViewOf = (tenantId: TenantId) => View

type CommitListener = (tenantId: TenantId, writes: readonly Write[], commit: Commit) => void

export interface SimulatedDocuments {
  readonly documents: Documents
  readonly acrossTenants: AcrossTenants
  readonly faults: DocumentFaults
  /** Called at once after every batch that was stored, before its answer travels. */
  onCommit(listener: CommitListener): void
  /** Past all faults: for invariants. In the order in which they were first stored; all of them where no type is named. */
  all<Type extends Document['type'] = Document['type']>(
    tenantId: TenantId,
    type?: Type,
  ): readonly Stored<Extract<Document, { readonly type: Type }>>[]
  /** Past all faults: one document. */
  peek<D extends DocumentBase>(tenantId: TenantId, id: string): Stored<D> | undefined
  /** How many batches were stored so far. */
  readonly version: number
  /** What `version` was at that time. */
  versionAt(ms: number): number
  /** Reads of a replica that has got no further than that version. */
  asOf(version: number): Reads
  tenants(): readonly TenantId[]
  snapshot(tenantId: TenantId): Snapshot
  restore(tenantId: TenantId, snapshot: Snapshot): void
}

/** The documents ports in memory. Documents are shared and frozen. `ttl` counts only when a clock is given. */
export function simulatedDocuments(options: { readonly nowMs?: () => number } = {}): SimulatedDocuments {
  const { nowMs } = options
  const partitions = new Map<TenantId, Partition>()
  const faults: DocumentFaults = {}
  const listeners: CommitListener[] = []
  let sequence = 0
  let etag = 0
  const nextSequence = () => ++sequence
  const nextEtag = () => `"${++etag}"`
  const empty = new Partition()
  const past = new Past()
  const partitionOf = (tenantId: TenantId) => partitions.get(tenantId) ?? empty

  const isAlive = (entry: Entry): boolean => {
    const { ttl } = entry.document as { readonly ttl?: number }
    return !nowMs || ttl === undefined || ttl < 0 || nowMs() < entry.writtenAtMs + ttl * 1000
  }

  function partitionToWrite(tenantId: TenantId): Partition {
    let partition = partitions.get(tenantId)
    if (!partition) {
      partition = new Partition()
      partitions.set(tenantId, partition)
    }
    return partition
  }

  function store(tenantId: TenantId, writes: readonly Write[]): Commit {
    checkWrites(tenantId, writes)
    const partition = partitionToWrite(tenantId)
    const staged = stage(partition, writes, isAlive, nextEtag)
    if ('because' in staged) return { committed: false, ...staged, requestUnits: charges.failed }
    const atMs = nowMs?.() ?? 0
    past.note(tenantId, partition, staged.changes.keys(), atMs)
    for (const [id, change] of staged.changes) {
      if (!change || change.isNew) partition.remove(id)
      if (change) partition.put(change.document, change.bytes, atMs, nextSequence)
    }
    return { committed: true, etags: staged.etags, requestUnits: staged.requestUnits }
  }

  function readsOf(viewOf: ViewOf): Reads {
    const find = (view: View, id: string) => {
      const entry = view.find(id)
      return entry && isAlive(entry) ? entry.document : undefined
    }
    const everywhere = (query: Query) =>
      Array.from(partitions.keys())
        .flatMap((tenantId) => viewOf(tenantId).select(query, isAlive))
        .sort((a, b) => a.sequence - b.sequence)
    const reads: Reads = {
      async read<D extends DocumentBase>(tenantId: TenantId, id: string) {
        if (faults.beforeRead) await faults.beforeRead(tenantId)
        return find(viewOf(tenantId), id) as unknown as Stored<D> | undefined
      },
      async readTogether<Ds extends readonly DocumentBase[]>(
        tenantId: TenantId,
        ids: { readonly [Place in keyof Ds]: string },
      ) {
        if (faults.beforeRead) await faults.beforeRead(tenantId)
        const view = viewOf(tenantId)
        const found = (ids as readonly string[]).map((id) => find(view, id))
        return found as { [Place in keyof Ds]: Stored<Ds[Place]> | undefined }
      },
      async page<D extends DocumentBase>(
        tenantId: TenantId,
        query: Query,
        { size, continuation }: { readonly size: number; readonly continuation?: string },
      ): Promise<Page<D>> {
        if (faults.beforeRead) await faults.beforeRead(tenantId)
        // A place in one query is none in another: the stand-in refuses it too.
        const after = continuation === undefined ? undefined : tokenIn(continuation, query)
        const rows = Math.min(size, faults.pageMax ?? size)
        const page = pageOf<D>(viewOf(tenantId).select(query, isAlive), query, rows, after)
        if (page.continuation === undefined) return page
        return { ...page, continuation: bindContinuation(page.continuation, query) }
      },
      async *pages<D extends DocumentBase>(
        tenantId: TenantId,
        query: Query,
        size: number,
        continuation?: string,
      ) {
        let page = await reads.page<D>(tenantId, query, {
          size,
          ...(continuation === undefined ? {} : { continuation }),
        })
        yield page
        while (page.continuation !== undefined) {
          page = await reads.page<D>(tenantId, query, { size, continuation: page.continuation })
          yield page
        }
      },
      async count(tenantId, query) {
        if (faults.beforeRead) await faults.beforeRead(tenantId)
        return viewOf(tenantId).select(query, isAlive).length
      },
      acrossTenants: {
        async page(query, { size, continuation }) {
          if (faults.beforeRead) await faults.beforeRead(undefined)
          const fields = ['tenantId', 'id', ...(query.orderBy ? [query.orderBy.field] : [])]
          const after = continuation === undefined ? undefined : tokenIn(continuation, query)
          const page = pageOf(everywhere(query), { ...query, fields }, size, after)
          return {
            found: page.items.map(({ tenantId, id }) => ({ tenantId, id })),
            ...(page.continuation === undefined
              ? {}
              : { continuation: bindContinuation(page.continuation, query) }),
          }
        },
        async count(query) {
          if (faults.beforeRead) await faults.beforeRead(undefined)
          return everywhere(query).length
        },
        async sum(query, field) {
          if (faults.beforeRead) await faults.beforeRead(undefined)
          return everywhere(query).reduce((sum, { document }) => sum + Number(valueAt(document, field)), 0)
        },
      },
    }
    return reads
  }

  const now = readsOf(partitionOf)
  const { acrossTenants, ...reads } = now
  const documents: Documents = {
    ...reads,
    async commit(tenantId, writes) {
      if (faults.beforeCommit) await faults.beforeCommit(tenantId, writes)
      const commit = store(tenantId, writes)
      if (commit.committed) for (const listener of listeners) listener(tenantId, writes, commit)
      if (faults.afterCommit) await faults.afterCommit(tenantId, writes, commit)
      return commit
    },
  }

  return {
    documents: leaveNewerAlone(documents),
    acrossTenants,
    faults,
    onCommit: (listener) => void listeners.push(listener),
    all: (tenantId, type) =>
      partitionOf(tenantId)
        .select({ where: type === undefined ? [] : [{ field: 'type', is: '=', value: type }] }, isAlive)
        .map((entry) => entry.document as never),
    peek<D extends DocumentBase>(tenantId: TenantId, id: string) {
      return partitionOf(tenantId).entries.get(id)?.document as unknown as Stored<D> | undefined
    },
    get version() {
      return past.version
    },
    versionAt: (ms) => past.versionAt(ms),
    asOf: (version) =>
      version >= past.version
        ? now
        : readsOf((tenantId) => past.view(tenantId, partitionOf(tenantId), version)),
    tenants: () => Array.from(partitions.keys()),
    snapshot: (tenantId) => partitionOf(tenantId).snapshot(),
    restore: (tenantId, snapshot) => partitionToWrite(tenantId).restore(snapshot),
  }
}
