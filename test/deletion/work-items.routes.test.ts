import { beforeEach, expect, test } from 'vitest'
import type { AuditEntry } from '#core/audit/audit-entry.ts'
import { OutcomeUnknown } from '#core/ports/failures.ts'
import { guid } from '../support/builders.ts'
import { aStage, codeOf } from './stage.ts'

/** How a system of the operators takes the purge of data and says that it is done. */

let at: Awaited<ReturnType<typeof aStage>>
let id: string
beforeEach(async () => {
  at = await aStage()
  await at.remove(await at.signUp())
  id = at.items()[0]?.id as string
})

const [mine, theirs] = [guid<string>(8, 1), guid<string>(8, 2)]
const actions = () =>
  at
    .all<AuditEntry>('audit')
    .map(({ action }) => action)
    .filter((action) => action.startsWith('workItem.'))

test('it is taken, then done, and each is told in the organisation’s audit trail', async () => {
  const taken = await at.take(id, mine)
  expect(taken.body).toMatchObject({ status: 'taken', takenBy: 'Purger' })
  const done = await at.complete(id, mine)
  expect(done.body).toMatchObject({ status: 'done', id })
  expect(done.headers['etag']).toBe(at.etagOf(id))
  expect(actions()).toEqual(['workItem.taken', 'workItem.completed'])
  expect(at.all<AuditEntry>('audit').at(-1)).toMatchObject({
    by: { name: 'Purger' },
    facts: { workItemId: id, kind: 'data.purge' },
  })
})

test('nobody else takes or completes it while the lease lasts; then anybody can', async () => {
  await at.take(id, mine, 600)
  expect(codeOf(await at.take(id, theirs))).toBe('409 WorkItemTaken')
  expect(codeOf(await at.complete(id, theirs))).toBe('409 WorkItemTaken')
  at.pass(599_000)
  expect(codeOf(await at.take(id, theirs))).toBe('409 WorkItemTaken')
  at.pass(1_000)
  expect((await at.take(id, theirs)).status).toBe(200)
  expect(codeOf(await at.complete(id, mine))).toBe('409 WorkItemTaken')
  expect((await at.complete(id, theirs)).body['status']).toBe('done')
})

test('of several at once one takes it', async () => {
  const leases = Array.from({ length: 5 }, (_, number) => guid<string>(8, number))
  const answers = await Promise.all(leases.map((lease) => at.take(id, lease)))
  expect(answers.map(codeOf).sort()).toEqual(['200', ...Array(4).fill('409 WorkItemTaken')])
})

test('whoever has it takes it for longer, and who is late is heard as long as nobody else has taken it', async () => {
  await at.take(id, mine, 60)
  at.pass(50_000)
  expect((await at.take(id, mine, 60)).status).toBe(200)
  at.pass(50_000)
  expect(codeOf(await at.take(id, theirs))).toBe('409 WorkItemTaken')
  at.pass(3_600_000)
  expect((await at.complete(id, mine)).body['status']).toBe('done')
})

test('the product’s clock, moved or put back, makes no lease longer or shorter', async () => {
  await at.take(id, mine, 600)
  at.moveClock(10 * 24 * 3_600_000)
  expect(codeOf(await at.take(id, theirs))).toBe('409 WorkItemTaken')
})

test('what is done stays done: saying so again changes nothing, and nobody takes it', async () => {
  expect(codeOf(await at.complete(id, mine))).toBe('409 WorkItemNotTaken')
  await at.take(id, mine)
  const done = await at.complete(id, mine)
  expect((await at.complete(id, mine)).body).toEqual(done.body)
  expect(codeOf(await at.take(id, theirs))).toBe('409 WorkItemFinished')
  expect(actions()).toHaveLength(2)
})

test('a lost answer makes no second entry in the audit trail', async () => {
  const { faults } = at.documents
  for (const act of [at.take, at.complete]) {
    faults.afterCommit = async () => {
      faults.afterCommit = undefined
      throw new OutcomeUnknown('lost')
    }
    expect((await act(id, mine)).status).toBe(200)
  }
  expect(actions()).toEqual(['workItem.taken', 'workItem.completed'])
})

test('a repeat is answered as the first time', async () => {
  const asked = { params: { id }, body: { leaseId: mine }, repeat: guid<string>(9, 1) }
  const first = await at.operator('ops-work-items-take', asked)
  const again = await at.operator('ops-work-items-take', asked)
  expect(again.body).toEqual(first.body)
  expect(actions()).toHaveLength(1)
})

test('operators who only read see it, and take nothing', async () => {
  const body = { leaseId: mine }
  expect((await at.operator('ops-work-items-list', {}, 'Ops.Read')).status).toBe(200)
  expect(codeOf(await at.operator('ops-work-items-take', { params: { id }, body }, 'Ops.Read'))).toBe(
    '403 Forbidden',
  )
  expect(codeOf(await at.take(guid(8, 9), mine))).toBe('404 NotFound')
})

test('they are listed oldest first, page by page, and by status', async () => {
  for (let times = 0; times < 4; times += 1) {
    at.pass(1_000)
    await at.remove(await at.signUp())
  }
  await at.take(id, mine)
  const idsOf = async (query: Record<string, string>) => {
    const ids: unknown[] = []
    for (let next: Record<string, string> | undefined = query; next; ) {
      const { body } = await at.operator('ops-work-items-list', { query: next })
      ids.push(...(body['value'] as { id: string }[]).map((row) => row.id))
      const link = body['nextLink'] as string | undefined
      next = link ? Object.fromEntries(new URL(link).searchParams) : undefined
    }
    return ids
  }
  const all = at.items().map((item) => item.id)
  expect(await idsOf({ maxpagesize: '2' })).toEqual(all)
  expect(await idsOf({ maxpagesize: '1', status: 'queued' })).toEqual(all.slice(1))
  expect(await idsOf({ status: 'taken' })).toEqual([id])
})
