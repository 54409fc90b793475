import type { SimulatedDocuments } from '../../support/simulated/documents.ts'
import type { rivalOf } from '../rivals.ts'

/** Somebody else has just written one of the documents of the batch: whoever has read it has read an older one. */
export const touching: typeof rivalOf = (
  documents: SimulatedDocuments,
  _services,
  chance,
  tenantId,
  batch,
) => {
  const ids = batch.flatMap((write) => {
    if (write.kind === 'replace') return [write.document.id]
    return write.kind === 'patch' && write.ifMatch !== undefined ? [write.id] : []
  })
  const present = ids.filter((id) => documents.peek(tenantId, id))
  if (present.length === 0) return undefined
  return { writes: [{ kind: 'patch', id: chance.pick(present), set: { schemaVersion: 1 } }] }
}
