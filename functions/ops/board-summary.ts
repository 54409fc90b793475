import * as z from 'zod'
import type { Operation } from '#core/documents.ts'
import type { TenantId } from '#core/kernel/ids.ts'
import { toMilliseconds } from '#core/kernel/time.ts'
import {
  attentionFields,
  type FinishedOperations,
  type FinishedState,
  finishedStates,
  type OperationCounts,
  type UnfinishedState,
  unfinishedStates,
} from '#core/operations/counts.ts'
import { type OperationState, operationStates } from '#core/operations/operation.ts'
import { speedOf } from '#core/operations/working-time.ts'
import type { Comparison } from '#core/ports/documents.ts'
import type { Services } from '../jobs/job.ts'

/** Of which operations the board tells. */
export interface Asked {
  readonly status?: readonly OperationState[] | undefined
  readonly tenantId?: string | undefined
  readonly needsAttention?: 'true' | undefined
}

export const summaryShape = {
  counts: z.record(z.string(), z.int()).describe('How many there are, by status'),
  needsAttention: z.int().describe('How many wait for a person'),
  oldestUnfinishedSeconds: z.number().optional().describe('Since the oldest unfinished one was asked for'),
  speed: z
    .object({
      operations: z.int().describe('Of how many that run this is: the last touched, at most 50'),
      usersPerSecond: z.number().describe('Of all of these together'),
      secondsLeft: z.int().optional().describe('Until the last of these is done, at its own rate'),
    })
    .describe('How fast those go that run, and when they are done'),
}

/** What stands above the board: of all that it could show, whatever page is shown. (B17) */
export async function boardSummary(services: Services, asked: Asked) {
  const [counts, oldest, speed] = await Promise.all([
    countsOf(services, asked),
    oldestUnfinished(services, asked),
    speedOfRunning(services, asked),
  ])
  return { ...counts, ...oldest, speed }
}

type Counting = UnfinishedState | (typeof attentionFields)[UnfinishedState] | FinishedState
type CountedDocument = (OperationCounts | FinishedOperations) & Partial<Record<Counting, number>>

/** From the counts that each organisation keeps: no operation is read. */
async function countsOf(services: Services, { status, tenantId, needsAttention }: Asked) {
  const states = operationStates.filter((state) => !status || status.includes(state))
  const unfinished = unfinishedStates.filter((state) => states.includes(state))
  const finished = needsAttention ? [] : finishedStates.filter((state) => states.includes(state))
  const fieldOf = (state: UnfinishedState) => (needsAttention ? attentionFields[state] : state)
  const attention = unfinished.map((state) => attentionFields[state])
  const fields = [...new Set([...unfinished.map(fieldOf), ...attention, ...finished])]
  const sum = await (tenantId === undefined
    ? sumsOverAll(services, fields)
    : sumsOf(services, tenantId as TenantId, fields))
  const byState = [
    ...unfinished.map((state) => [state, sum[fieldOf(state)] ?? 0] as const),
    ...finished.map((state) => [state, sum[state] ?? 0] as const),
  ]
  return {
    counts: Object.fromEntries(byState.filter(([, count]) => count !== 0)),
    needsAttention: attention.reduce((count, field) => count + (sum[field] ?? 0), 0),
  }
}

type Sums = Partial<Record<Counting, number>>

/** In one query, so that what ends meanwhile is counted once. */
async function sumsOf(
  { documents }: Services,
  tenantId: TenantId,
  fields: readonly Counting[],
): Promise<Sums> {
  const where = [{ field: 'type', is: 'in', values: ['operationCounts', 'finishedOperations'] }] as const
  const sums: Sums = {}
  for await (const { items } of documents.pages<CountedDocument>(tenantId, { where }, 100)) {
    for (const item of items)
      for (const field of fields) sums[field] = (sums[field] ?? 0) + (item[field] ?? 0)
  }
  return sums
}

/** The store adds up, a number at a time: what ends meanwhile may be counted twice, or not, until the next look. */
async function sumsOverAll({ acrossTenants }: Services, fields: readonly Counting[]): Promise<Sums> {
  const sums = fields.map(async (field): Promise<[Counting, number]> => {
    const isFinished = finishedStates.some((state) => state === field)
    const value = isFinished ? 'finishedOperations' : 'operationCounts'
    return [field, await acrossTenants.sum({ where: [{ field: 'type', is: '=', value }] }, field)]
  })
  return Object.fromEntries(await Promise.all(sums))
}

async function oldestUnfinished(services: Services, asked: Asked) {
  const [oldest] = await firstOf(services, asked, unfinishedStates, 'createdAt', 'ascending', 1)
  if (!oldest) return {}
  // The clock may have been put back since.
  const ageMs = Math.max(0, toMilliseconds(services.clock.now()) - toMilliseconds(oldest.createdAt))
  return { oldestUnfinishedSeconds: ageMs / 1_000 }
}

const runningMax = 50

async function speedOfRunning(services: Services, asked: Asked) {
  const running = await firstOf(services, asked, ['Running'], 'updatedAt', 'descending', runningMax)
  const speeds = running.map(speedOf)
  const left = speeds.flatMap(({ secondsLeft }) => (secondsLeft === undefined ? [] : [secondsLeft]))
  const usersPerSecond = speeds.reduce((sum, speed) => sum + speed.usersPerSecond, 0)
  return {
    operations: running.length,
    usersPerSecond: Math.round(usersPerSecond * 10) / 10,
    ...(left.length > 0 ? { secondsLeft: Math.max(...left) } : {}),
  }
}

/** Those of the states that come first in that order. */
async function firstOf(
  { acrossTenants, documents }: Services,
  { status, tenantId, needsAttention }: Asked,
  states: readonly OperationState[],
  field: 'createdAt' | 'updatedAt',
  direction: 'ascending' | 'descending',
  size: number,
): Promise<readonly Operation[]> {
  const values = states.filter((state) => !status || status.includes(state))
  if (values.length === 0) return []
  const where: Comparison[] = [
    { field: 'type', is: '=', value: 'operation' },
    { field: 'state', is: 'in', values },
  ]
  if (needsAttention) where.push({ field: 'needsAttention', is: '=', value: true })
  const query = { where, orderBy: { field, direction } }
  if (tenantId !== undefined) {
    return (await documents.page<Operation>(tenantId as TenantId, query, { size })).items
  }
  const { found } = await acrossTenants.page(query, { size })
  const read = await Promise.all(found.map((place) => documents.read<Operation>(place.tenantId, place.id)))
  return read.filter((operation) => operation !== undefined)
}
