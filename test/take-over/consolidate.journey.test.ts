import { beforeAll, expect, test } from 'vitest'
import { expectStatus } from '#local/system/api-client.ts'
import { anOrganisation, mailsTo, type Organisation } from '../support/clients/journey.ts'
import {
  assign,
  buy,
  buyCentrally,
  ended,
  holders,
  type Operation,
  pages,
  read,
  type Subscription,
  said,
} from '../support/clients/journey-verbs.ts'
import { whileWorkersStop } from '../support/clients/stopped-workers.ts'

let organisation: Organisation
beforeAll(async () => {
  organisation = await anOrganisation()
})

/** Purchases of one licence each, as their purchaser has them, with who holds it. */
async function purchases(count: number): Promise<readonly Subscription[]> {
  const { purchaser, members } = organisation
  const bought: Subscription[] = []
  for (let number = 0; number < count; number += 1) {
    const one = await buy(purchaser, { totalLicenses: 1 })
    const holder = members[number % members.length]
    if (holder) await assign(purchaser, one, [holder])
    bought.push(one)
  }
  return bought
}

const ask = (sources: readonly Subscription[], target: Subscription, more: object = {}) =>
  organisation.globalAdmin.post<Operation>('subscriptions/consolidate', {
    sourceIds: sources.map(({ id }) => id),
    targetSubscriptionId: target.id,
    confirm: true,
    ...more,
  })

test('B05 many purchases are taken over into one, in the given order, as far as its licences go', async () => {
  const { globalAdmin, purchaser, members } = organisation
  const sources = await purchases(4)
  const target = await buyCentrally(globalAdmin, { totalLicenses: 3 })
  const { confirm: _, ...wanted } = { confirm: true, sourceIds: sources.map(({ id }) => id) }
  const preview = await expectStatus(
    globalAdmin.post<{ seatsLeft: number }>('subscriptions/previewConsolidate', {
      ...wanted,
      targetSubscriptionId: target.id,
    }),
    200,
  )
  expect(preview.body.seatsLeft).toBe(0)
  expect(said(await ask(sources, target, { confirm: undefined }))).toBe('400 ConfirmationRequired')
  const { body } = await expectStatus(ask(sources, target), 202)
  const operation = await ended(globalAdmin, body)
  expect(operation).toMatchObject({
    status: 'Succeeded',
    progress: { total: 4, succeeded: 3, failed: 1 },
    result: { subscriptionsMoved: 3, usersMoved: 3 },
  })
  expect(operation.children?.map(({ status, error }) => error?.code ?? status)).toEqual([
    'Succeeded',
    'Succeeded',
    'Succeeded',
    'NotEnoughLicenses',
  ])
  const moved = members.slice(0, 3).map(({ id }) => id)
  expect(await holders(globalAdmin, target)).toEqual(moved.sort())
  expect(await read(globalAdmin, target)).toMatchObject({ availableLicenses: 0, reservedLicenses: 0 })
  for (const [number, source] of sources.entries())
    expect((await read(globalAdmin, source)).status).toBe(number < 3 ? 'Deleted' : 'Active')
  await mailsTo(purchaser.address, 3)
  const [child] = operation.children ?? []
  const move = await expectStatus(globalAdmin.get<Operation>(`operations/${child?.operationId}`), 200)
  expect(move.body).toMatchObject({ kind: 'moveUsers', parentId: body.id, status: 'Succeeded' })
})

test('B05 B11 a consolidation is planned, paused while it waits, and revoked: nothing has changed', async () => {
  const { globalAdmin, purchaser } = organisation
  const sources = await purchases(2)
  const target = await buyCentrally(globalAdmin, { totalLicenses: 2 })
  const { body } = await expectStatus(ask(sources, target, { startAt: 'endOfTerm' }), 202)
  const [first] = sources
  expect(body).toMatchObject({ status: 'NotStarted', isWaiting: true, actions: ['pause', 'cancel'] })
  expect(body.startAt?.slice(0, 10)).toBe(first?.expirationDate.slice(0, 10))
  const planned = await pages<Operation & { etag: string }>(globalAdmin, 'operations?status=NotStarted')
  const row = planned.find(({ id }) => id === body.id)
  expect(row?.startAt).toBe(body.startAt)
  const inAnHour = new Date(Date.now() + 3_600_000).toISOString()
  const changed = await expectStatus(
    globalAdmin.patch<Operation>(
      `operations/${body.id}`,
      { startAt: inAnHour },
      { headers: { 'if-match': row?.etag ?? '' } },
    ),
    200,
  )
  expect(changed.body.startAt).toBe(inAnHour)
  expect(said(await purchaser.get(`operations/${body.id}`))).toBe('404 NotFound')
  const revoked = await expectStatus(globalAdmin.post<Operation>(`operations/${body.id}/cancel`), 200)
  expect(revoked.body).toMatchObject({ status: 'Canceled', isWaiting: false })
  for (const source of sources)
    expect(await read(purchaser, source)).toMatchObject({ status: 'Active', assignedLicenses: 1 })
})

test('B03 B05 pausing, resuming and cancelling the parent does so to the move that runs', async () => {
  const { globalAdmin } = organisation
  const sources = await purchases(2)
  const target = await buyCentrally(globalAdmin, { totalLicenses: 2 })
  const asked = await whileWorkersStop(async () => {
    const { body } = await expectStatus(ask(sources, target), 202)
    await expectStatus(globalAdmin.post(`operations/${body.id}/pause`), 200)
    return body
  })
  const paused = await expectStatus(globalAdmin.get<Operation>(`operations/${asked.id}`), 200)
  expect(paused.body.status).toBe('Paused')
  expect((await read(globalAdmin, target)).reservedLicenses).toBe(0)
  await expectStatus(globalAdmin.post(`operations/${asked.id}/resume`), 200)
  expect((await ended(globalAdmin, asked)).progress.succeeded).toBe(2)
  const over = await globalAdmin.post(`operations/${asked.id}/cancel`)
  expect(said(over)).toBe('409 OperationFinished')
})
