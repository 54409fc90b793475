import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { expectStatus } from '#local/system/api-client.ts'
import { anOrganisation, mailsTo, operator, shared } from '../support/clients/journey.ts'
import {
  askCancel,
  askMove,
  askTotal,
  assign,
  buy,
  buyCentrally,
  type ErrorBody,
  ended,
  holders,
  idsOf,
  move,
  type Operation,
  read,
  said,
  takeControl,
} from '../support/clients/journey-verbs.ts'
import { whileWorkersStop } from '../support/clients/stopped-workers.ts'
import { auditEntries } from '../support/clients/stored-documents.ts'
import { closelyMs, eventually } from '../support/clients/system.ts'

const users = 600

async function twoSides() {
  const organisation = await anOrganisation({ members: users })
  const { globalAdmin, purchaser, members } = organisation
  const bought = await buy(purchaser, { totalLicenses: users })
  await assign(purchaser, bought, members)
  const source = await takeControl(globalAdmin, bought)
  const target = await buyCentrally(globalAdmin, { totalLicenses: users + 100 })
  return { ...organisation, source, target }
}

/** A move of all six hundred that has been paused before they have moved: they do that all at once. */
async function pausedMove() {
  const sides = await twoSides()
  const { globalAdmin, source, target } = sides
  const operation = await whileWorkersStop(async () => {
    const { id } = await move(globalAdmin, source, target)
    return (await expectStatus(globalAdmin.post<Operation>(`operations/${id}/pause`), 200)).body
  })
  return { ...sides, operation }
}

/** A move of six hundred chosen users that has been paused in the middle, after at least one batch, before the last. */
async function pausedMoveOfChosen() {
  const sides = await twoSides()
  const { globalAdmin, members, source, target } = sides
  const { id } = await move(globalAdmin, source, target, { userIds: members.map((member) => member.id) })
  await eventually(
    async () => {
      const { body } = await globalAdmin.get<Operation>(`operations/${id}`)
      return body.progress.succeeded > 0
    },
    10_000,
    closelyMs,
  )
  const answer = await expectStatus(globalAdmin.post<Operation>(`operations/${id}/pause`), 200)
  return { ...sides, operation: answer.body }
}

async function readOperation(person: { get: typeof operator.get }, { id }: { id: string }) {
  return (await person.get<Operation>(`operations/${id}`)).body
}

test('B03 R080 R100: pause stops a move of chosen users within a batch; others are refused, and told by which operation', async () => {
  const { globalAdmin, billingAdmin, purchaser, members, source, target, operation } =
    await pausedMoveOfChosen()
  expect(operation.status).toBe('Paused')
  const moved = operation.progress.succeeded
  expect(moved).toBeGreaterThan(0)
  expect(moved).toBeLessThan(users)

  await wait(500)
  expect(await readOperation(globalAdmin, operation)).toMatchObject({
    status: 'Paused',
    progress: { succeeded: moved },
  })
  expect(await holders(globalAdmin, target)).toHaveLength(moved)
  expect(await read(globalAdmin, target)).toMatchObject({ reservedLicenses: users - moved })
  expect(await read(globalAdmin, source)).toMatchObject({
    status: 'Active',
    assignedLicenses: users - moved,
    operationId: operation.id,
    actions: ['unassign'],
  })
  const second = await askMove(billingAdmin, source, target)
  expect(said(second)).toBe('409 OperationInProgress')
  expect((second.body as unknown as ErrorBody).error.innererror).toMatchObject({ operationId: operation.id })
  const assigning = await globalAdmin.post(`subscriptions/${source.id}/assignments`, {
    userIds: [purchaser.id],
  })
  expect(said(assigning)).toBe('409 OperationInProgress')
  expect(said(await askTotal(globalAdmin, source, users - 1))).toBe('409 OperationInProgress')
  expect(said(await askCancel(globalAdmin, source))).toBe('409 OperationInProgress')
  expect(said(await askTotal(globalAdmin, target, users - 1))).toBe('409 QuantityBelowAssigned')
  expect((await globalAdmin.post(`operations/${operation.id}/pause`)).status).toBe(200)

  expect((await billingAdmin.post(`operations/${operation.id}/resume`)).status).toBe(200)
  const done = await ended(globalAdmin, operation)
  expect(done).toMatchObject({ status: 'Succeeded', progress: { total: users, succeeded: users } })
  expect(await holders(globalAdmin, target)).toEqual(idsOf(members))
  expect(said(await globalAdmin.post(`operations/${operation.id}/pause`))).toBe('409 OperationFinished')
})

test('B03: of a cancelled move of chosen users the moved stay moved, the rest stay, and what was reserved is released', async () => {
  const { globalAdmin, members, source, target, operation } = await pausedMoveOfChosen()
  const moved = operation.progress.succeeded

  const answer = await globalAdmin.post<Operation>(`operations/${operation.id}/cancel`)

  expect(answer.body).toMatchObject({ status: 'Canceled', completedDateTime: expect.any(String) })
  expect((await globalAdmin.post(`operations/${operation.id}/cancel`)).status).toBe(200)
  expect(said(await globalAdmin.post(`operations/${operation.id}/resume`))).toBe('409 OperationFinished')
  await wait(300)
  const [there, left] = [await holders(globalAdmin, target), await holders(globalAdmin, source)]
  expect(there).toHaveLength(moved)
  expect([...there, ...left].sort()).toEqual(idsOf(members))
  expect(await read(globalAdmin, target)).toMatchObject({ reservedLicenses: 0, assignedLicenses: moved })
  const after = await read(globalAdmin, source)
  expect(after).toMatchObject({ status: 'Active', assignedLicenses: users - moved })
  expect(after.operationId).toBeUndefined()
  expect((await operator.get(`/ops/mail?subscriptionId=${source.id}`)).body).toEqual({ value: [] })

  const rest = await ended(globalAdmin, await move(globalAdmin, source, target))
  expect(rest.progress).toMatchObject({ total: users - moved, succeeded: users - moved })
  expect(await holders(globalAdmin, target)).toEqual(idsOf(members))
})

test('B03 R080: a move of all finds none moved while it is paused or when it is cancelled, and all when it has ended', async () => {
  const { globalAdmin, members, purchaser, source, target, operation } = await pausedMove()
  const both = async () => [await holders(globalAdmin, source), await holders(globalAdmin, target)]
  expect(await both()).toEqual([idsOf(members), []])

  await expectStatus(globalAdmin.post(`operations/${operation.id}/cancel`), 200)
  expect(await both()).toEqual([idsOf(members), []])
  expect(await read(globalAdmin, target)).toMatchObject({ reservedLicenses: 0, assignedLicenses: 0 })
  const kept = await read(globalAdmin, source)
  expect(kept).toMatchObject({ status: 'Active', assignedLicenses: users })
  expect((await globalAdmin.get(`operations/${operation.id}/results`)).body).toEqual({ value: [] })

  const again = await ended(globalAdmin, await move(globalAdmin, source, target))
  expect(again).toMatchObject({ status: 'Succeeded', progress: { total: users, succeeded: users } })
  expect(await both()).toEqual([[], idsOf(members)])
  expect((await read(globalAdmin, source)).status).toBe('Deleted')
  await mailsTo(purchaser.address)
})

test('B03 R107: whoever loses their licence while the move is paused is skipped', async () => {
  const { globalAdmin, members, source, target, operation } = await pausedMove()
  const [leaver = ''] = await holders(globalAdmin, source)
  const removal = await globalAdmin.post(`subscriptions/${source.id}/assignments/remove`, {
    userIds: [leaver],
    confirm: true,
  })
  expect(removal.body).toMatchObject({ removed: [leaver] })

  await globalAdmin.post(`operations/${operation.id}/resume`)
  const done = await ended(globalAdmin, operation)

  expect(done).toMatchObject({
    status: 'Succeeded',
    progress: { total: users, succeeded: users - 1, skipped: 1 },
  })
  expect(await holders(globalAdmin, target)).toEqual(idsOf(members).filter((id) => id !== leaver))
  expect(await read(globalAdmin, target)).toMatchObject({ reservedLicenses: 0, availableLicenses: 101 })
  const results = await globalAdmin.get<{ value: { userId: string; outcome: string }[] }>(
    `operations/${operation.id}/results?maxpagesize=1000`,
  )
  expect(results.body.value).toContainEqual(
    expect.objectContaining({ userId: leaver, outcome: 'skipped', reason: 'leftBefore' }),
  )
  expect(results.body.value).toHaveLength(users)
})

test('B03 B17: an operator pauses, resumes and cancels under /ops, and the audit trail has their name', async () => {
  const { globalAdmin, members, operation, id } = await pausedMoveOfChosen()
  const act = (verb: string) => operator.post<Operation>(`/ops/operations/${operation.id}/${verb}`)
  expect(said(await globalAdmin.post(`/ops/operations/${operation.id}/cancel`))).toBe('403 Forbidden')

  const board = await operator.get<{ counts: object; value: Operation[] }>(`/ops/operations?tenantId=${id}`)
  expect(board.body.counts).toEqual({ Paused: 1 })
  expect(board.body.value).toMatchObject([{ id: operation.id, progress: operation.progress }])

  expect((await act('resume')).body.status).toBe('Running')
  expect((await act('cancel')).body.status).toBe('Canceled')

  const trail = (await auditEntries(id)).filter(({ operationId }) => operationId === operation.id)
  const acts = trail.filter(({ action }) => action.startsWith('operation.'))
  expect(acts.map(({ action, by }) => [action, by.name])).toEqual([
    ['operation.pause', globalAdmin.name],
    ['operation.resume', 'Olga Petrova'],
    ['operation.cancel', 'Olga Petrova'],
  ])
  expect(members).toHaveLength(users)
})

test('B02 R081: the worker is killed in the middle of a move of chosen users: it ends, nobody is lost or doubled', async () => {
  const { globalAdmin, members, source, target, operation } = await pausedMoveOfChosen()
  await globalAdmin.post(`operations/${operation.id}/resume`)
  const worker = () => shared().processes.find(({ name }) => name === 'workers')?.pid ?? 0
  const before = worker()
  process.kill(before, 'SIGKILL')
  await eventually(() => worker() !== before)

  const done = await ended(globalAdmin, operation, 40_000)

  expect(done).toMatchObject({ status: 'Succeeded', progress: { succeeded: users, skipped: 0, failed: 0 } })
  expect(await holders(globalAdmin, target)).toEqual(idsOf(members))
  expect(await read(globalAdmin, target)).toMatchObject({ assignedLicenses: users, reservedLicenses: 0 })
  expect(await read(globalAdmin, source)).toMatchObject({ status: 'Active', assignedLicenses: 0 })
})
