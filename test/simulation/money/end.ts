import type { AuditEntry } from '#core/audit/audit-entry.ts'
import type { Document } from '#core/documents.ts'
import type { Cloud } from '../cloud.ts'
import { home } from '../known-ids.ts'
import { goingBack, type MoneyLedger } from './ledger.ts'

/** What must hold of money when everything has come to rest. */
export function checkMoneyAtEnd(cloud: Cloud, ledger: MoneyLedger): void {
  const documents = cloud.documents.all(home)
  for (const account of ledger.accounts.values()) {
    const { purchase, settled } = account
    const { chargeKey, id } = purchase
    const { refunded = 0, status } = cloud.bank.booked.get(chargeKey) ?? {}
    if (status === 'succeeded' && !settled) {
      cloud.breaks('nobody is charged for nothing', `${id} was charged under ${chargeKey}`)
    }
    const isGivenBack = status === 'refunded' && account.refunds.size > 0
    if (settled && status !== 'succeeded' && !isGivenBack) {
      cloud.breaks('nobody has it for nothing', `${id} was given, its key ${status}`)
    }
    if (refunded !== goingBack(account)) {
      cloud.breaks(
        'what is to go back goes back',
        `${id}: ${refunded} did, not ${goingBack(account)}: ${status}`,
      )
    }
  }
  for (const document of documents) {
    const waits = waitingForMoney(document)
    if (waits) cloud.breaks('no purchase stays pending', waits)
  }
  checkSums(cloud, ledger, documents)
  checkNumbers(cloud, ledger, documents)
  const sources = documents.flatMap((document) =>
    document.type === 'subscription' && document.source !== null ? [document.source] : [],
  )
  if (new Set(sources).size < sources.length) {
    cloud.breaks('asked for once, there once', `central purchases: ${sources.join(' ')}`)
  }
}

function waitingForMoney(document: Document): string | undefined {
  switch (document.type) {
    case 'purchase':
    case 'refund':
      return document.state === 'pending' ? `${document.type} ${document.id} is pending` : undefined
    case 'subscription':
      if (document.state === 'pending') return `subscription ${document.id} is pending`
      return document.purchaseId ? `${document.id} waits for ${document.purchaseId}` : undefined
    default:
      return undefined
  }
}

/** To the cent: what the bank has is what the audit trail says was paid, what it gave back what that says was. */
function checkSums(cloud: Cloud, ledger: MoneyLedger, documents: readonly Document[]): void {
  const audits = documents.filter((document): document is Document & AuditEntry => document.type === 'audit')
  const told = (fact: 'charged' | 'amount', ...actions: readonly string[]) =>
    audits
      .filter(({ action }) => actions.includes(action))
      .reduce((sum, { facts }) => sum + ((facts[fact] as { amount: number } | undefined)?.amount ?? 0), 0)
  const booked = [...cloud.bank.booked.values()]
  const isGiven = (key: string) => ledger.accounts.get(key)?.settled
  const taken = [...cloud.bank.booked].reduce(
    (sum, [key, { status, amount }]) =>
      sum + (status === 'succeeded' || (status === 'refunded' && isGiven(key)) ? amount : 0),
    0,
  )
  const givenBack = booked.reduce((sum, { refunded }) => sum + refunded, 0)
  const paid = told(
    'charged',
    'subscription.purchased',
    'subscription.quantityChanged',
    'subscription.renewed',
  )
  if (paid !== taken) {
    cloud.breaks('the audit trail tells what was paid', `${paid} told, ${taken} taken`)
  }
  // What goes back by the rule is told as credited, each in the batch of its credit note.
  const byRule = documents.reduce(
    (sum, document) =>
      sum + (document.type === 'refund' && document.creditNoteId ? document.amount.amount : 0),
    0,
  )
  const back = told('amount', 'payment.refunded') + byRule
  if (back !== givenBack) {
    cloud.breaks('the audit trail tells what was paid', `${back} told, ${givenBack} given back`)
  }
}

/** Every number of a year was given once, and none is missing; what is credited of an invoice is in its notes. */
function checkNumbers(cloud: Cloud, ledger: MoneyLedger, documents: readonly Document[]): void {
  const invoices = documents.filter((document) => document.type === 'invoice')
  if (invoices.length !== ledger.invoices.size) cloud.breaks('an invoice stays', 'one is gone')
  const years = new Set(invoices.map(({ number }) => number.slice(0, 4)))
  for (const year of years) {
    const given = invoices.map(({ number }) => number).filter((number) => number.startsWith(`${year}-`))
    const expected = given.map((_, place) => `${year}-${String(place + 1).padStart(6, '0')}`)
    if (given.toSorted().join() !== expected.join())
      cloud.breaks('invoices are numbered without gaps', given.toSorted().join(' '))
    const counter = documents.find(({ id }) => id === `invoiceCounter:${year}`)
    if (counter?.type !== 'invoiceCounter' || counter.last !== given.length)
      cloud.breaks('invoices are numbered without gaps', `the counter of ${year} is another one`)
  }
  for (const { id, number, credited, state, net } of invoices) {
    const notes = invoices.filter(({ creditOf }) => creditOf?.invoiceId === id)
    const sum = (of: 'net' | 'total') => notes.reduce((all, note) => all + note[of].amount, 0)
    if (sum('total') !== credited)
      cloud.breaks('credit notes are what goes back', `${number}: ${credited}, notes ${sum('total')}`)
    const isAll = notes.length > 0 && sum('net') === net.amount
    if (isAll !== (state === 'credited' && notes.length > 0))
      cloud.breaks('credit notes are what goes back', `${number} is ${state}, ${sum('net')} of ${net.amount}`)
  }
}
