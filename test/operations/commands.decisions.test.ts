import { describe, expect, test } from 'vitest'
import type { AuditEntry } from '#core/audit/audit-entry.ts'
import { isRefusal } from '#core/kernel/refusals.ts'
import { addMilliseconds } from '#core/kernel/time.ts'
import { type Command, command, failOperation } from '#core/operations/commands.ts'
import { type OperationState, operationStates, releaseNothing } from '#core/operations/operation.ts'
import type { Write } from '#core/ports/documents.ts'
import { type MoveUsersOperation, releaseTakeOver } from '#core/take-over/operations.ts'
import { aCancel, aMove, anExport, anAdmin as by, early, operationId } from '../support/builders.ts'

const at = addMilliseconds(early, 60_000)
const month = 30 * 24 * 3600

/** Three of ten users have moved, one was skipped, six seats are still held back; sequence 4. */
function aMoveIn(state: OperationState, over: Partial<MoveUsersOperation> = {}): MoveUsersOperation {
  const completedAt = ['Succeeded', 'Failed', 'Canceled'].includes(state) ? early : null
  const progress = { total: 10, succeeded: 3, skipped: 1, failed: 0 }
  return aMove({ state, completedAt, sequence: 4, reserved: 6, progress, ...over })
}
const tell = (operation: MoveUsersOperation, what: Command) =>
  command(operation, what, by, at, releaseTakeOver)

/** What each command makes of each state; `-` changes nothing, `no` is refused. */
const table: Readonly<Record<OperationState, Readonly<Record<Command, OperationState | '-' | 'no'>>>> = {
  NotStarted: { pause: 'Paused', resume: '-', cancel: 'Canceled', drop: 'Failed' },
  Running: { pause: 'Paused', resume: '-', cancel: 'Canceled', drop: 'Failed' },
  Paused: { pause: '-', resume: 'Running', cancel: 'Canceled', drop: 'Failed' },
  Succeeded: { pause: 'no', resume: 'no', cancel: 'no', drop: 'no' },
  Failed: { pause: 'no', resume: 'no', cancel: 'no', drop: '-' },
  Canceled: { pause: 'no', resume: 'no', cancel: '-', drop: 'no' },
}
const cells = operationStates.flatMap((state) =>
  (Object.keys(table[state]) as Command[]).map((what) => [state, what, table[state][what]] as const),
)

test.each(cells)('B03 an operation that is %s is told to %s: %s', (state, what, becomes) => {
  const operation = aMoveIn(state)
  const told = tell(operation, what)
  if (becomes === 'no') {
    expect(told).toEqual({ refused: 'OperationFinished', facts: { state } })
    return
  }
  if (isRefusal(told)) throw new Error(told.refused)
  if (becomes === '-') {
    expect(told).toEqual({ operation, writes: [] })
    return
  }
  expect(told.operation).toMatchObject({ state: becomes, sequence: 5, updatedAt: at })
  const [step, ...others] = told.writes
  expect(step).toMatchObject({
    kind: 'patch',
    id: operation.id,
    set: { state: becomes, sequence: 5, updatedAt: at },
    when: [{ field: 'sequence', is: '=', value: 4 }],
  })
  expect(audits(others)).toMatchObject([
    { id: `audit:${operation.id}:5`, action: `operation.${what}`, by, at, operationId: operation.id },
  ])
})

test('B03 an operation that waits for a person goes on when it is told to resume, whatever its state', () => {
  const error = { code: 'ServiceUnavailable', message: 'The work stopped.' }
  for (const state of ['NotStarted', 'Running', 'Paused'] as const) {
    const told = tell(aMoveIn(state, { needsAttention: true, error }), 'resume')
    if (isRefusal(told)) throw new Error(told.refused)
    expect(told.operation).toMatchObject({
      state: 'Running',
      needsAttention: false,
      error: null,
      sequence: 5,
    })
    expect(told.operation.completedAt).toBeNull()
    expect(told.writes[0]).toMatchObject({ set: { needsAttention: false, error: null } })
  }
})

describe('B03 pause and resume', () => {
  test('keep what the operation holds', () => {
    for (const [state, what] of [
      ['Running', 'pause'],
      ['Paused', 'resume'],
    ] as const) {
      const told = tell(aMoveIn(state), what)
      if (isRefusal(told)) throw new Error(told.refused)
      expect(told.operation).toMatchObject({ reserved: 6, completedAt: null, ttl: -1 })
      expect(told.writes.map(({ kind }) => kind)).toEqual(['patch', 'create', 'count'])
    }
  })

  test('can be told again and again, each time under a sequence and an audit entry of its own', () => {
    let operation = aMoveIn('Running')
    const seen: string[] = []
    for (const what of ['pause', 'pause', 'resume', 'resume', 'pause'] as const) {
      const told = tell(operation, what)
      if (isRefusal(told)) throw new Error(told.refused)
      seen.push(...audits(told.writes).map(({ id }) => id))
      operation = told.operation
    }
    expect(operation).toMatchObject({ state: 'Paused', sequence: 7 })
    expect(seen).toEqual([5, 6, 7].map((sequence) => `audit:${operation.id}:${sequence}`))
  })
})

const open = ['NotStarted', 'Running', 'Paused'] as const
/** Where an end at `at` is counted. */
const counts = ['operationCounts', 'finishedOperations:2026-01-05']

describe('an operation that ends early', () => {
  test('B03 gives back what it holds, in the batch that ends it, and is kept for thirty days', () => {
    for (const state of open) {
      for (const what of ['cancel', 'drop'] as const) {
        const operation = aMoveIn(state, { needsAttention: true })
        const told = tell(operation, what)
        if (isRefusal(told)) throw new Error(told.refused)
        expect(told.operation).toMatchObject({
          reserved: 0,
          needsAttention: false,
          completedAt: at,
          ttl: month,
        })
        const [step, source, target] = told.writes
        expect(step).toMatchObject({ set: { reserved: 0, completedAt: at, ttl: month } })
        expect(source).toEqual({
          kind: 'patch',
          id: operation.subscriptionId,
          set: { operationId: null },
          when: [{ field: 'operationId', is: '=', value: operation.id }],
        })
        expect(target).toEqual({
          kind: 'patch',
          id: operation.targetSubscriptionId,
          add: { 'seats.available': 6, 'seats.reserved': -6 },
          when: [{ field: 'seats.reserved', is: '>=', value: 6 }],
        })
        expect(told.writes.slice(4).map(countOf)).toEqual([
          { [state]: -1, [`attention${state}`]: -1 },
          { [told.operation.state]: 1 },
        ])
        expect(told.writes).toHaveLength(6)
      }
    }
  })

  test('B03 leaves the target alone where it holds nothing there', () => {
    for (const operation of [aMoveIn('Running', { reserved: 0 }), aCancel({ state: 'Running' })]) {
      const told = command(operation, 'cancel', by, at, releaseTakeOver)
      if (isRefusal(told)) throw new Error(told.refused)
      const audit = `audit:${operation.id}:${operation.sequence + 1}`
      expect(idsOf(told.writes)).toEqual([operation.id, operation.subscriptionId, audit, ...counts])
    }
  })

  test('B16 an export holds nothing that it could give back', () => {
    const operation = anExport()
    const told = command(operation, 'drop', by, at, releaseNothing)
    if (isRefusal(told)) throw new Error(told.refused)
    expect(told.operation.state).toBe('Failed')
    expect(idsOf(told.writes)).toEqual([operation.id, `audit:${operation.id}:1`, ...counts])
  })

  test('B03 B16 counts whoever is left as failed when it was dropped, and not when somebody ended it', () => {
    for (const [what, failed] of [
      ['drop', 6],
      ['cancel', 0],
    ] as const) {
      const told = tell(aMoveIn('Running'), what)
      if (isRefusal(told)) throw new Error(told.refused)
      expect(told.operation.progress).toEqual({ total: 10, succeeded: 3, skipped: 1, failed })
    }
  })
})

describe('a job that cannot go on', () => {
  const error = { code: 'NotEnoughLicenses', message: 'The target has no licence left for 6 users.' }

  test('fails with the reason, whoever is left counts as failed, and the source stays (R071)', () => {
    const operation = aMoveIn('Running', { needsAttention: true })
    const failed = failOperation(operation, error, at, releaseTakeOver)
    expect(failed.operation).toEqual({
      ...operation,
      state: 'Failed',
      sequence: 5,
      updatedAt: at,
      completedAt: at,
      needsAttention: false,
      error,
      reserved: 0,
      progress: { total: 10, succeeded: 3, skipped: 1, failed: 6 },
      ttl: month,
    })
    expect(idsOf(failed.writes)).toEqual([
      operation.id,
      operation.subscriptionId,
      operation.targetSubscriptionId,
      `audit:${operation.id}:end`,
      ...counts,
    ])
    expect(failed.writes[0]).toMatchObject({ when: [{ field: 'sequence', is: '=', value: 4 }] })
  })

  test('is in the audit trail in the name of whoever started it', () => {
    const { writes } = failOperation(aMoveIn('Running'), error, at, releaseTakeOver)
    expect(audits(writes)).toMatchObject([
      { action: 'operation.failed', by, at, operationId: operationId(1), facts: { code: error.code } },
    ])
  })
})

function audits(writes: readonly Write[]): AuditEntry[] {
  return writes.flatMap((write) => (write.kind === 'create' ? [write.document as AuditEntry] : []))
}

function countOf(write: Write | undefined) {
  return write?.kind === 'count' ? write.add : undefined
}

function idsOf(writes: readonly Write[]): string[] {
  return writes.map((write) => ('document' in write ? write.document.id : write.id))
}
