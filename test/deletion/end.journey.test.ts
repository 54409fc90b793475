import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { expectStatus } from '#local/system/api-client.ts'
import { anOrganisation, operator } from '../support/clients/journey.ts'
import {
  askCancel,
  askDeleteSignUp,
  buyCentrally,
  deleteSignUp,
  type ErrorBody,
  ended,
  holders,
  type Operation,
  pages,
  products,
  read,
  said,
  signUp,
} from '../support/clients/journey-verbs.ts'

interface WorkItem {
  readonly id: string
  readonly kind: string
  readonly status: string
  readonly subscriptionId?: string
}

interface Check {
  readonly allowed: boolean
  readonly blockers: readonly { readonly reason: string; readonly subscriptionId?: string }[]
}

test('R007 R017 R019 R020 R022 R023 R024 R025: free sign-ups are deleted and purged, and then the directory can be, too', async () => {
  const { id, globalAdmin, billingAdmin, members } = await anOrganisation()
  const [one, two] = members
  const [first, second] = [await signUp(one), await signUp(two, products.powerAutomateFree)]
  const guests = await pages<{ subscriptionId: string }>(billingAdmin, 'guests?maxpagesize=1')
  expect(guests.map(({ subscriptionId }) => subscriptionId)).toEqual([first.id, second.id])

  expect(said(await askDeleteSignUp(one, first))).toBe('403 Forbidden')
  expect(said(await askDeleteSignUp(billingAdmin, first, {}))).toBe('400 ConfirmationRequired')
  const asked = await expectStatus(askDeleteSignUp(billingAdmin, first), 202)
  expect(asked.body.warning).toContain('data and e-mail')
  const again = await askDeleteSignUp(globalAdmin, first)
  expect([again.status, again.body]).toEqual([202, asked.body])
  expect((await ended(billingAdmin, asked.body)).status).toBe('Succeeded')
  expect((await read(one, first)).status).toBe('Deleted')
  expect([await holders(globalAdmin, first), await holders(globalAdmin, first, 'revoked')]).toEqual([
    [],
    [one.id],
  ])
  await deleteSignUp(globalAdmin, second)

  const check = async () => (await expectStatus(globalAdmin.get<Check>('deletionCheck'), 200)).body
  const remove = async () => {
    const etag = (await globalAdmin.get('')).headers.get('etag') ?? ''
    return globalAdmin.delete<ErrorBody>('', undefined, { headers: { 'if-match': etag } })
  }
  const blockers = (await check()).blockers
  expect(blockers).toMatchObject([
    { reason: 'DataLossProtection', subscriptionId: first.id },
    { reason: 'DataLossProtection', subscriptionId: second.id },
  ])
  const refused = await remove()
  expect(said(refused)).toBe('409 TenantDeletionBlocked')
  expect(refused.body.error).toMatchObject({
    innererror: { blockers },
    help: expect.stringMatching(/^https:/),
  })

  const items = () => pages<WorkItem>(operator, `/ops/workItems?tenantId=${id}&maxpagesize=1`)
  for (const item of await items()) {
    expect(item).toMatchObject({ kind: 'data.purge', status: 'queued' })
    const leaseId = randomUUID()
    await expectStatus(operator.post(`/ops/workItems/${item.id}/take`, { leaseId }), 200)
    await expectStatus(operator.post(`/ops/workItems/${item.id}/complete`, { leaseId }), 200)
  }
  expect(await pages(globalAdmin, 'guests')).toEqual([])
  expect(await check()).toMatchObject({ allowed: true, blockers: [] })

  const bought = await buyCentrally(billingAdmin)
  expect((await check()).blockers).toMatchObject([
    { reason: 'SubscriptionNotDeleted', subscriptionId: bought.id },
  ])
  await ended(billingAdmin, (await expectStatus(askCancel(billingAdmin, bought), 202)).body as Operation)
  expect((await check()).allowed).toBe(true)
  const ifMatch = { headers: { 'if-match': (await globalAdmin.get('')).headers.get('etag') ?? '' } }
  expect(said(await billingAdmin.delete('', undefined, ifMatch))).toBe('403 Forbidden')
  expect((await remove()).status).toBe(204)
  expect(said(await globalAdmin.get(''))).toBe('403 TenantNotOnboarded')
  expect(said(await members[2].get('subscriptions'))).toBe('403 TenantNotOnboarded')

  const waiting = (await items()).filter(({ status }) => status === 'queued')
  expect(waiting).toMatchObject([{ kind: 'tenant.purge' }])
  const take = operator.post(`/ops/workItems/${waiting[0]?.id}/take`, { leaseId: randomUUID() })
  expect(said(await take)).toBe('409 WorkItemNotReady')
  const shown = await operator.get(`/ops/tenants/${id}`)
  expect(shown.body).toMatchObject({ id, deletedDateTime: expect.any(String) })
})
