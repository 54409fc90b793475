import { expect, test } from 'vitest'
import { documentId } from '#core/kernel/document-ids.ts'
import { anOffice } from '../billing/office.ts'
import { tenantId } from '../support/simulated/app.ts'

test.each([
  ['is disabled', { kind: 'patch', set: { accountEnabled: false } }],
  ['is not there any more', { kind: 'delete' }],
] as const)(
  'R186 it goes on when the account of who bought it %s: active, a new end, one invoice to them',
  async (_, write) => {
    const { at, anna, gaia, addCard, buy, nextDueOf, stored, invoices } = await anOffice()
    const id = await buy(anna, await addCard(anna))
    const { expirationDate, termNumber } = stored(id)
    await at.services.documents.commit(tenantId, [{ ...write, id: documentId.user(anna.userId) }])

    while (stored(id).termNumber === termNumber) await nextDueOf(id)

    const { body } = await gaia.ask('subscriptions-get', { params: { id } })
    expect(body['status']).toBe('Active')
    expect(String(body['expirationDate']) > expirationDate).toBe(true)
    expect(invoices()).toHaveLength(2)
    expect(invoices().map(({ ownerId, state }) => [ownerId, state])).toEqual([
      [anna.userId, 'paid'],
      [anna.userId, 'paid'],
    ])
  },
)
