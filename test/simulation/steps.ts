import type { Refund } from '#core/billing/refund.ts'
import type { Operation } from '#core/documents.ts'
import type { Write } from '#core/ports/documents.ts'

/** What a batch is, in words: crashes are counted by the step they follow. */
export type Step =
  | 'start of a job'
  | 'step'
  | 'last step'
  | 'job gives up'
  | 'call for attention'
  | 'act'
  | 'mail claimed'
  | 'mail marked'
  | 'seats changed'
  | 'purchase written down'
  | 'purchase settled'
  | 'purchase given up'
  | 'try noted'
  | 'refund written down'
  | 'renewal declined'
  | 'renewal announced'
  | 'term changed'
  | 'refund marked'
  | 'other'

export function stepOfBatch(writes: readonly Write[]): Step {
  const ofMoney = stepOfPurchase(writes)
  if (ofMoney) return ofMoney
  for (const write of writes) {
    if (write.kind === 'create' && write.document.type === 'operation') return 'start of a job'
    if (write.kind !== 'patch' || !write.set) continue
    const { set } = write
    if ('sequence' in set) return stepOfOperation(set as Partial<Operation>)
    if (write.id.startsWith('mail:')) return 'state' in set ? 'mail marked' : 'mail claimed'
  }
  if (writes.some((write) => write.kind === 'patch' && 'seats.available' in (write.add ?? {})))
    return 'seats changed'
  if (writes.some((write) => write.kind === 'patch' && 'announced' in (write.set ?? {})))
    return 'renewal announced'
  return writes.some(isOfTerm) ? 'term changed' : 'other'
}

function isOfTerm(write: Write): boolean {
  return write.kind === 'replace' && write.document.type === 'subscription'
}

function stepOfOperation(set: Partial<Operation>): Step {
  if (set.state === 'Succeeded') return 'last step'
  if (set.error && set.state === 'Failed') return 'job gives up'
  if (set.needsAttention) return 'call for attention'
  return set.lastStep ? 'step' : 'act'
}

function stepOfPurchase(writes: readonly Write[]): Step | undefined {
  const refund = writes.some(isRefundOfLost)
  if (refund) return 'refund written down'
  for (const write of writes) {
    if (write.kind === 'delete') return writes.some(isOfTerm) ? 'renewal declined' : 'purchase given up'
    if (write.kind === 'create' && write.document.type === 'purchase') return 'purchase written down'
    if (write.kind !== 'patch' || !write.set) continue
    if (write.set['state'] === 'settled') return 'purchase settled'
    if ('triedAt' in write.set) return 'try noted'
    if ('doneAt' in write.set) return 'refund marked'
  }
  return undefined
}

/** What goes back because seats are given up is part of that step. */
function isRefundOfLost(write: Write): boolean {
  if (write.kind !== 'create' || write.document.type !== 'refund') return false
  const { because } = write.document as unknown as Refund
  return because === 'purchaseGone' || because === 'subscriptionDeleted'
}
