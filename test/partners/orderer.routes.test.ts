import { expect, test } from 'vitest'
import type { Operation } from '#core/documents.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import { addMilliseconds } from '#core/kernel/time.ts'
import type { Mail } from '#core/mail/mail.ts'
import { newPolicy } from '#core/policies/policy.ts'
import type { Stored } from '#core/ports/documents.ts'
import { runTakeOver } from '#functions/take-over/run-take-over.ts'
import { anOffice } from '../billing/office.ts'
import { aTenant, tenantId as aTenantId } from '../support/builders.ts'
import { tenantId } from '../support/simulated/app.ts'

const northline = aTenantId(2)
const dayMs = 24 * 3_600_000

/** Somebody of a partner has bought centrally for the organisation. */
async function orderedByPartner() {
  const office = await anOffice()
  const { at, gaia } = office
  await at.store(
    aTenant({ tenantId: northline, displayName: 'Northline', domains: ['northline.example'] }),
    newPolicy(northline),
  )
  const paula = await at.person('Paula', { home: northline })
  const delegated = await gaia.ask('partners-delegations-create', {
    body: {
      partnerTenantId: northline,
      roles: ['billingAdmin'],
      expires: addMilliseconds(at.services.clock.now(), 90 * dayMs),
    },
  })
  expect(delegated.status).toBe(201)
  const body = { productId: 'CFQ7TTC0N8SS', channel: 'central', totalLicenses: 5 }
  const bought = await paula.ask('purchasing-buy', { body })
  expect(bought.status).toBe(201)
  const mails = () =>
    at.all<Mail>('mail').map(({ kind, state, to }) => ({ kind, state, address: to.address }))
  return { ...office, id: bought.body['id'] as string, paula, mails }
}

async function cancel({ at, gaia, id }: Awaited<ReturnType<typeof orderedByPartner>>) {
  const read = await gaia.ask('subscriptions-get', { params: { id } })
  const started = await gaia.ask('take-over-cancel', {
    params: { id },
    body: { reason: 'unused', confirm: true },
    headers: { 'if-match': read.headers['etag'] ?? '' },
  })
  expect(started.status).toBe(202)
  const operation = at.documents.peek(tenantId, started.body['id'] as string)
  await runTakeOver(at.services, operation as Stored<Operation> & { kind: 'cancel' }, {
    by: 'worker',
    deliveryCount: 1,
  })
}

test('B22 R170 who ordered for a customer hears that it is cancelled, in one mail, as the preview says', async () => {
  const ordered = await orderedByPartner()
  const { gaia, id, mails } = ordered
  const preview = await gaia.ask('take-over-preview-cancel', { params: { id }, body: {} })
  expect(preview.body['mail']).toMatchObject({ to: 'paula@tulp.example' })
  await cancel(ordered)
  expect(mails()).toEqual([{ kind: 'cancelled', state: 'queued', address: 'paula@tulp.example' }])
})

test('R170 who ordered for a customer hears what time does to it', async () => {
  const { stored, nextDueOf, mails, id } = await orderedByPartner()
  const { termNumber } = stored(id)
  while (stored(id).termNumber === termNumber) await nextDueOf(id)
  expect(mails().length).toBeGreaterThan(0)
  for (const mail of mails()) expect(mail).toMatchObject({ address: 'paula@tulp.example' })
  expect(mails().map(({ state }) => state)).not.toContain('refused')
})

test('R170 who may not act for the customer any more hears nothing of it', async () => {
  const ordered = await orderedByPartner()
  const { at, mails } = ordered
  await at.services.documents.commit(tenantId, [{ kind: 'delete', id: documentId.delegation(northline) }])
  await cancel(ordered)
  expect(mails()).toEqual([{ kind: 'cancelled', state: 'refused', address: '' }])
})
