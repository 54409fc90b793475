import { messageIdOf } from '#core/mail/render.ts'
import type { Cloud } from '../cloud.ts'
import { miscounted } from '../operation-counts.ts'
import type { Auditor } from './auditor.ts'

/** What must hold when the years are over, over everything that there is. */
export async function checkEnd(cloud: Cloud, auditor: Auditor): Promise<void> {
  checkInvoices(cloud, auditor)
  checkSpend(cloud, auditor)
  const wrong = miscounted(auditor.find('operation'), (id) => auditor.peek(id))
  if (wrong) cloud.breaks('counts equal operations', wrong)
  for (const account of auditor.accounts.values()) {
    const { charged, back } = auditor.charges.sumsOf(account.id)
    const history = auditor.subscription(account.id)?.orderHistory ?? []
    const sum = (what: 'charged' | 'credited') =>
      history.reduce((total, event) => total + (event[what]?.amount ?? 0), 0)
    if (sum('charged') !== charged)
      cloud.breaks('the history says what the bank has', `${account.id}: ${sum('charged')}, not ${charged}`)
    if (back > charged)
      cloud.breaks('no more goes back than was paid', `${account.id}: ${back} of ${charged}`)
  }
  const arrived = new Set(cloud.mailbox.arrivals.map(({ messageId }) => messageId))
  for (const mail of auditor.find('mail')) {
    const hasArrived = arrived.has(messageIdOf(mail, 'mail.example'))
    const isRight = mail.state === 'sent' ? hasArrived : mail.state === 'refused' && !hasArrived
    if (!isRight) cloud.breaks('each mail goes out', `${mail.id} is ${mail.state}, arrived: ${hasArrived}`)
  }
}

/** Month by month, for each product and either way of buying it, the spend is what the invoices come to. */
function checkSpend(cloud: Cloud, auditor: Auditor): void {
  const sums = new Map<string, number[]>()
  const put = (name: string, amounts: readonly number[], sign: number) =>
    sums.set(
      name,
      amounts.map((amount, at) => (sums.get(name)?.[at] ?? 0) + sign * amount),
    )
  for (const { kind, createdAt, ownerId, lines, net, tax, total } of auditor.find('invoice')) {
    const way = ownerId === 'organisation' ? 'central' : 'selfService'
    for (const { productId } of lines) {
      const name = [createdAt.slice(0, 7), way, productId, net.currency].join(' ')
      put(name, [net.amount, tax.amount, total.amount], kind === 'creditNote' ? -1 : 1)
    }
  }
  for (const { month, channel, productId, currency, net, tax, total } of auditor.find('spend'))
    put([month, channel, productId, currency].join(' '), [net, tax, total], -1)
  for (const [name, amounts] of sums)
    if (amounts.some((amount) => amount !== 0))
      cloud.breaks(
        'the spend is what the invoices come to',
        `${name}: ${amounts.join(', ')} too much invoiced`,
      )
}

/** What is paid by card was charged, what is credited of it has gone back, and nothing is credited twice. */
function checkInvoices(cloud: Cloud, auditor: Auditor): void {
  const invoices = auditor.find('invoice')
  const notes = invoices.filter(({ kind }) => kind === 'creditNote')
  const numbers = new Set(invoices.map(({ number }) => number))
  if (numbers.size < invoices.length) cloud.breaks('numbers are given once', `${invoices.length}`)
  let [paid, creditedOfPaid] = [0, 0]
  for (const { id, number, kind, total, credited, net, tax, paidAt, taxRate } of invoices) {
    if (net.amount + tax.amount !== total.amount) cloud.breaks('an invoice adds up', number)
    if (taxRate !== auditor.rate) cloud.breaks('tax is that of the country', number)
    if (kind === 'creditNote') continue
    const own = notes.filter(({ creditOf }) => creditOf?.invoiceId === id)
    const sum = own.reduce((all, note) => all + note.total.amount, 0)
    if (sum !== credited || credited > total.amount)
      cloud.breaks('an invoice says what was credited', `${number}: ${credited}, not ${sum}`)
    if (paidAt === null) continue
    const before = own.filter((note) => auditor.neverPaid.has(note.id))
    const never = before.reduce((all, note) => all + note.total.amount, 0)
    paid += total.amount - never
    creditedOfPaid += credited - never
  }
  let [charged, back] = [0, 0]
  for (const account of auditor.accounts.values()) {
    const sums = auditor.charges.sumsOf(account.id)
    charged += sums.charged
    back += sums.back
  }
  if (paid !== charged) cloud.breaks('what is paid was charged', `${paid} paid, ${charged} charged`)
  if (creditedOfPaid !== back)
    cloud.breaks('what is credited goes back', `${creditedOfPaid} credited, ${back} gone back`)
}
