import { beforeEach, expect, test } from 'vitest'
import { theOrganisation } from '#core/billing/billing-profile.ts'
import type { InvoiceId } from '#core/kernel/ids.ts'
import { guid } from '../support/builders.ts'
import {
  billingAdmin,
  globalAdmin,
  globalReader,
  type Person,
  simulatedApp,
  tenantId,
} from '../support/simulated/app.ts'
import { aCreditNote, anInvoice } from './sample-invoices.ts'

const [own, note, central] = [1, 2, 3].map((number) => guid<InvoiceId>(0xa, number)) as [
  InvoiceId,
  InvoiceId,
  InvoiceId,
]

let at: ReturnType<typeof simulatedApp>
let una: Person
let other: Person
let guest: Person
let readers: readonly Person[]
beforeEach(async () => {
  at = simulatedApp()
  await at.open()
  una = await at.person('Una')
  other = await at.person('Omar')
  guest = await at.person('Gus', { accountType: 1 })
  readers = await Promise.all(
    [globalAdmin, billingAdmin, globalReader].map((role) => at.person(role, { roles: [role] })),
  )
  await at.store(
    anInvoice({ id: own, tenantId, ownerId: una.userId }),
    { ...aCreditNote(), id: note, tenantId, ownerId: una.userId },
    anInvoice({ id: central, tenantId, ownerId: theOrganisation, number: '2026-000777' }),
  )
})

const document = (person: Person, id: string, headers: Record<string, string> = {}) =>
  person.ask('billing-invoices-document', { params: { id }, headers })

test('whoever bought it gets their invoice as a PDF that shows in the browser', async () => {
  const { status, headers } = await document(una, own)
  expect(status).toBe(200)
  expect(headers).toMatchObject({
    'content-type': 'application/pdf',
    'Content-Disposition': 'inline; filename="invoice-2026-000123.pdf"',
    'content-language': 'en',
    vary: 'Accept-Language',
  })
  expect(headers['etag']).toMatch(/^"[\w-]{43}"$/)
  expect((await document(una, own)).headers['etag']).toBe(headers['etag'])
  expect((await document(una, note)).headers['Content-Disposition']).toContain('"creditnote-2026-000124.pdf"')
})

test('it comes in the language of the request, as another version', async () => {
  const english = await document(una, own)
  const dutch = await document(una, own, { 'accept-language': 'nl-BE' })
  expect(dutch.headers['content-language']).toBe('nl')
  expect(dutch.headers['etag']).not.toBe(english.headers['etag'])
})

test('nobody else sees it, administrators neither', async () => {
  for (const person of [other, ...readers]) expect((await document(person, own)).status).toBe(404)
  expect((await document(guest, own)).status).toBe(403)
})

test('the organisation’s invoices are for who reads what administrators read', async () => {
  for (const reader of readers) expect((await document(reader, central)).status).toBe(200)
  for (const person of [una, other]) expect((await document(person, central)).status).toBe(404)
  expect((await document(guest, central)).status).toBe(403)
})

test('what is no invoice has no document', async () => {
  const [admin] = readers as [Person]
  for (const id of [tenantId, guid(0xa, 99)]) expect((await document(admin, id)).status).toBe(404)
})
