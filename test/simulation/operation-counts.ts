import type { Operation } from '#core/documents.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import { dayOf } from '#core/kernel/time.ts'
import type { FinishedOperations, OperationCounts } from '#core/operations/counts.ts'
import type { DocumentBase } from '#core/ports/documents.ts'

type Peek = <D extends DocumentBase>(id: string) => D | undefined

/** What the counts of an organisation say otherwise than its operations, with arithmetic of its own. */
export function miscounted(operations: readonly Operation[], peek: Peek): string | undefined {
  const unfinished = peek<OperationCounts>(documentId.operationCounts)
  for (const state of ['NotStarted', 'Running', 'Paused'] as const) {
    const there = operations.filter((operation) => operation.state === state)
    const waiting = there.filter(({ needsAttention }) => needsAttention)
    const counted = [unfinished?.[state] ?? 0, unfinished?.[`attention${state}`] ?? 0]
    if (counted[0] !== there.length || counted[1] !== waiting.length)
      return `${state}: ${counted.join(' and ')} counted, ${there.length} and ${waiting.length} there`
  }
  const ended = operations.flatMap(({ state, completedAt }) => (completedAt ? [{ state, completedAt }] : []))
  for (const day of new Set(ended.map(({ completedAt }) => dayOf(completedAt)))) {
    const counts = peek<FinishedOperations>(documentId.finishedOperations(day))
    for (const state of ['Succeeded', 'Failed', 'Canceled'] as const) {
      const there = ended.filter((one) => one.state === state && dayOf(one.completedAt) === day).length
      if ((counts?.[state] ?? 0) !== there)
        return `${state} on ${day}: ${counts?.[state]} counted, ${there} there`
    }
  }
  return undefined
}
