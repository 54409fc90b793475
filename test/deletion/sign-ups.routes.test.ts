import { beforeEach, expect, test } from 'vitest'
import type { AuditEntry } from '#core/audit/audit-entry.ts'
import type { Operation } from '#core/documents.ts'
import type { Guest } from '#core/organisation/guest.ts'
import { OutcomeUnknown } from '#core/ports/failures.ts'
import { anActive, guid, subscriptionId } from '../support/builders.ts'
import { tenantId } from '../support/simulated/app.ts'
import { aStage, codeOf } from './stage.ts'

/** A free sign-up from its guest record to the purge of its data. */

let at: Awaited<ReturnType<typeof aStage>>
let id: string
beforeEach(async () => {
  at = await aStage()
  id = await at.signUp()
})

const auditOf = (action: string) => at.all<AuditEntry>('audit').filter((entry) => entry.action === action)

test('R007 R017: administrators delete a free subscription, and asking again is answered with the same operation', async () => {
  const first = await at.remove(id)
  expect(first.status).toBe(202)
  expect(first.body).toMatchObject({ kind: 'deleteSignUp', status: 'Succeeded', progress: { succeeded: 1 } })
  expect(first.headers['Operation-Location']).toContain(`/operations/${first.body['id']}?`)
  const read = await at.gaia.ask('operations-get', { params: { id: first.body['id'] as string } })
  const { warning: _, ...operation } = first.body
  expect(read.body).toEqual(operation)
  expect((await at.bas.ask('subscriptions-get', { params: { id } })).body).toMatchObject({
    status: 'Deleted',
    deletedBecause: 'byAdministrator',
    assignedLicenses: 0,
    actions: [],
  })
  for (const etag of ['"of before"', at.etagOf(id)]) {
    const again = await at.remove(id, at.gaia, { headers: { 'if-match': etag } })
    expect([again.status, again.body, again.headers['etag']]).toEqual([
      202,
      first.body,
      first.headers['etag'],
    ])
  }
  expect(at.all<Operation>('operation')).toHaveLength(1)
  expect(at.items()).toHaveLength(1)
})

test('R007 R017: nobody else deletes it, and what is not there is not found', async () => {
  const license = await at.person('Lot', { roles: ['4d6ac14f-3453-41d0-bef9-a3e0c569773a'] })
  const other = await at.person('Otto')
  for (const person of [at.mia, other, license, at.ria]) {
    expect(codeOf(await at.remove(id, person))).toBe('403 Forbidden')
  }
  expect(codeOf(await at.remove(guid(3, 99)))).toBe('404 NotFound')
  expect(at.subscription(id)?.state).toBe('active')
})

test('R018: without a confirmation nothing changes; nor without the present ETag', async () => {
  const before = at.documents.version
  for (const body of [{}, { confirm: false }, { confirm: 'true' }])
    expect(codeOf(await at.remove(id, at.bas, { body }))).toBe('400 ConfirmationRequired')
  expect(codeOf(await at.remove(id, at.bas, { headers: {} }))).toBe('428 PreconditionRequired')
  for (const etag of ['"stale"', '*'])
    expect(codeOf(await at.remove(id, at.bas, { headers: { 'if-match': etag } }))).toBe(
      '412 PreconditionFailed',
    )
  expect(at.documents.version).toBe(before)
})

test('what has changed since it was read is not deleted unseen', async () => {
  const { faults } = at.documents
  faults.beforeCommit = async () => {
    faults.beforeCommit = undefined
    await at.services.documents.commit(tenantId, [{ kind: 'patch', id, set: { source: 'elsewhere' } }])
  }
  expect(codeOf(await at.remove(id))).toBe('412 PreconditionFailed')
  expect(at.subscription(id)?.state).toBe('active')
})

test('R019: its user has no licence any more, and the audit trail says whose access was blocked', async () => {
  const { body } = await at.remove(id)
  const licences = await at.mia.ask('seats-own-licenses')
  expect(licences.body['value']).toEqual([])
  const held = async (status: string) =>
    (await at.gaia.ask('seats-list', { params: { id }, query: { status } })).body['value']
  expect(await held('active')).toEqual([])
  expect(await held('revoked')).toMatchObject([{ userId: at.mia.userId }])
  expect(auditOf('access.blocked')).toMatchObject([
    {
      subscriptionId: id,
      operationId: body['id'],
      by: { name: 'Bas' },
      facts: { userId: at.mia.userId, displayName: 'Mia' },
    },
  ])
  expect(auditOf('subscription.deleted')).toHaveLength(1)
  const revoked = await at.gaia.ask('audit-list', { query: { action: 'access.revoked' } })
  expect(revoked.body['value']).toMatchObject([
    { subscriptionId: id, facts: { userId: at.mia.userId, because: 'subscription.deleted' } },
  ])
  const results = await at.gaia.ask('operations-results', { params: { id: body['id'] as string } })
  expect(results.body['value']).toMatchObject([
    { userId: at.mia.userId, displayName: 'Mia', outcome: 'succeeded' },
  ])
})

test.each([
  ['en', 'data and e-mail'],
  ['nl', 'gegevens en e-mail'],
])('R020: the answer warns in %s, and one purge is queued', async (language, words) => {
  const headers = { 'if-match': at.etagOf(id), 'accept-language': language }
  const { body } = await at.remove(id, at.bas, { headers })
  expect(body['warning']).toContain(words)
  const { body: list } = await at.operator('ops-work-items-list', { query: { status: 'queued,taken' } })
  expect(list['value']).toMatchObject([
    {
      kind: 'data.purge',
      status: 'queued',
      tenantId,
      subscriptionId: id,
      productId: 'POWER_BI_STANDARD',
      userIds: [at.mia.userId],
    },
  ])
  expect(body['result']).toEqual({ usersBlocked: 1, workItemId: at.items()[0]?.id })
})

test('R020: twenty at once, and answers that are lost, queue one purge and block once', async () => {
  const { faults } = at.documents
  let lost = 0
  faults.afterCommit = async () => {
    if (++lost % 2 === 1) throw new OutcomeUnknown('lost')
  }
  const answers = await Promise.all(Array.from({ length: 20 }, () => at.remove(id)))
  faults.afterCommit = undefined
  expect(new Set(answers.map(({ status, body }) => `${status} ${body['id']}`)).size).toBe(1)
  expect(answers[0]?.status).toBe(202)
  expect([
    at.items().length,
    auditOf('access.blocked').length,
    auditOf('subscription.deleted').length,
  ]).toEqual([1, 1, 1])
})

test('R021: whatever is not signed up for is refused, and pointed to take-over and cancel', async () => {
  for (const [number, channel] of (['selfService', 'central', 'trial'] as const).entries()) {
    const bought = anActive({ id: subscriptionId(number + 1), tenantId, channel })
    await at.store(bought)
    const refused = await at.remove(bought.id)
    expect(codeOf(refused)).toBe('409 PaidSubscription')
    expect(refused.body.error['message']).toMatch(/Take control .* cancel/)
    expect(refused.body.error['help']).toMatch(/^https:/)
  }
  const actionsOf = async (of: string) =>
    (await at.gaia.ask('subscriptions-get', { params: { id: of } })).body['actions']
  expect(await actionsOf(id)).toEqual(['delete'])
  expect(await actionsOf(subscriptionId(1))).not.toContain('delete')
})

test('R022: whoever signs up is a guest of the directory until their data is purged', async () => {
  const guests = async () =>
    (await at.ria.ask('organisation-guests')).body['value'] as Record<string, unknown>[]
  expect(await guests()).toMatchObject([
    { userType: 'guest', subscriptionId: id, person: { id: at.mia.userId }, accountEnabled: true },
  ])
  await at.signUp(at.bas)
  expect(await guests()).toHaveLength(2)
  expect(codeOf(await at.mia.ask('organisation-guests'))).toBe('403 Forbidden')

  await at.remove(id)
  expect((await guests()).map(({ accountEnabled }) => accountEnabled)).toEqual([false, true])
  await at.purgeAll()
  expect((await guests()).map(({ subscriptionId: of }) => of)).not.toContain(id)
  expect(at.all<Guest>('guest')).toHaveLength(1)
})

test('a trial or a purchase makes nobody a guest', async () => {
  const before = at.all<Guest>('guest').length
  const trial = { productId: 'CFQ7TTC0HD33', channel: 'trial' }
  expect((await at.mia.ask('purchasing-buy', { body: trial })).status).toBe(201)
  expect(at.all<Guest>('guest')).toHaveLength(before)
})

test('what was signed up for before there were guests can be deleted and purged, too', async () => {
  await at.services.documents.commit(tenantId, [{ kind: 'delete', id: `guest:${id}` }])
  expect((await at.remove(id)).status).toBe(202)
  await at.purgeAll()
  expect(at.items().map(({ state }) => state)).toEqual(['done'])
})

test('once the operation is forgotten, asking again hears when it was deleted', async () => {
  await at.remove(id)
  at.pass(31 * 24 * 3600 * 1_000)
  expect(codeOf(await at.remove(id))).toBe('409 SubscriptionDeleted')
})

test('its purchaser reads the operation, and nobody undoes or cancels it', async () => {
  const { body } = await at.remove(id)
  const params = { id: body['id'] as string }
  expect((await at.mia.ask('operations-get', { params })).status).toBe(200)
  expect(((await at.mia.ask('operations-list')).body['value'] as unknown[]).length).toBe(1)
  expect(codeOf(await at.mia.ask('operations-cancel', { params }))).toBe('403 Forbidden')
  expect(codeOf(await at.gaia.ask('operations-cancel', { params }))).toBe('409 OperationFinished')
  expect(codeOf(await at.operator('ops-operations-resume', { params }))).toBe('409 OperationFinished')
})
