import { expect, test } from 'vitest'
import type { Invoice } from '#core/billing/invoice.ts'
import { expectStatus } from '#local/system/api-client.ts'
import { anOrganisation, type Person } from '../support/clients/journey.ts'
import {
  askTotal,
  assign,
  buy,
  buyCentrally,
  pages,
  products,
  read,
  said,
  takeControl,
} from '../support/clients/journey-verbs.ts'
import { storedDocuments } from '../support/clients/stored-documents.ts'

interface Row {
  readonly month?: string
  readonly channel?: string
  readonly product?: { readonly id: string }
  readonly purchaser?: { readonly id: string; readonly displayName: string }
  readonly net: { readonly amount: number; readonly currency: string }
  readonly tax: { readonly amount: number }
  readonly total: { readonly amount: number }
}

interface Saving {
  readonly subscriptionId: string
  readonly saving?: { seats: number; price: Amount; newPrice: Amount; saving: Amount }
}
interface Amount {
  readonly amount: number
  readonly currency: string
}

const spend = async (person: Person, query: string) =>
  (await expectStatus(person.get<{ value: Row[] }>(`spend?${query}`), 200)).body.value

test('B19: the spend of an organisation is that of its invoices, and the saving of a move its price difference times seats', async () => {
  const { globalAdmin, purchaser, members, id } = await anOrganisation()
  const bought = await buy(purchaser, { totalLicenses: 5 })
  await assign(purchaser, bought, members)
  await expectStatus(askTotal(purchaser, await read(purchaser, bought), 4), 200)
  const central = await buyCentrally(globalAdmin)

  const invoices = (await storedDocuments(id)).filter(
    ({ type }) => type === 'invoice',
  ) as unknown as Invoice[]
  expect(invoices.map(({ kind }) => kind).toSorted()).toEqual(['creditNote', 'invoice', 'invoice'])
  const sum = (ownerId: string, what: 'net' | 'tax' | 'total') =>
    invoices
      .filter((invoice) => invoice.ownerId === ownerId)
      .reduce((all, invoice) => all + (invoice.kind === 'invoice' ? 1 : -1) * invoice[what].amount, 0)
  const amounts = (ownerId: string) => ({
    net: { amount: sum(ownerId, 'net') },
    tax: { amount: sum(ownerId, 'tax') },
    total: { amount: sum(ownerId, 'total') },
  })
  const month = invoices[0]?.createdAt.slice(0, 7)
  const product = { id: products.powerBiPro }
  expect(await spend(globalAdmin, '')).toMatchObject([
    { month, channel: 'central', product, ...amounts('organisation') },
    { month, channel: 'selfService', product, ...amounts(purchaser.id) },
  ])
  expect(await spend(globalAdmin, 'groupBy=purchaser&channel=selfService')).toMatchObject([
    { purchaser: { id: purchaser.id }, ...amounts(purchaser.id) },
  ])
  // The organisation's own comes last, and has no purchaser.
  const onePerPage = await pages<Row>(globalAdmin, 'spend?groupBy=purchaser,product&maxpagesize=1')
  expect(onePerPage.map((row) => row.purchaser?.id)).toEqual([purchaser.id, undefined])
  expect(said(await purchaser.get('spend'))).toBe('403 Forbidden')

  const { body } = await expectStatus(globalAdmin.get<{ value: Saving[] }>('spend/savings'), 200)
  const { saving } = body.value.find(({ subscriptionId }) => subscriptionId === bought.id) ?? {}
  expect(saving?.seats).toBe(members.length)
  expect(saving?.saving.amount).toBe(
    ((saving?.price.amount ?? 0) - (saving?.newPrice.amount ?? 0)) * members.length,
  )
  const source = await takeControl(globalAdmin, bought)
  const preview = await expectStatus(
    globalAdmin.post<{ saving: object }>(`subscriptions/${source.id}/previewMove`, {
      targetSubscriptionId: central.id,
    }),
    200,
  )
  expect(preview.body.saving).toEqual(saving)
})
