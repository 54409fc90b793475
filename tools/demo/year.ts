import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Ports } from '#local/system/ports.ts'
import { stateFiles } from '#local/system/state-folder.ts'
import { readWhole } from '#local/system/whole-file.ts'
import type { Actor } from './actor.ts'
import type { InvoiceRow, List, Money, SubscriptionRow } from './shapes.ts'
import type { Stage } from './stage.ts'
import { price, type Story } from './story.ts'

const visioPlan1 = 'CFQ7TTC0HD33'

interface Profile {
  readonly id: string
  readonly etag: string
}

/** What a year costs, from the invoices, and what the bank says of it. */
export interface Account {
  readonly invoices: number
  readonly paid: string
}

/** One subscription from the day that it is bought through a year: more seats, fewer, a card that fails, and the sums. */
export async function liveThroughAYear(stage: Stage, story: Story): Promise<Account> {
  const buyer = stage.as('joris-buys')
  const good = await addCard(buyer, 'tok_ok')
  const bank = bankOf(stage)
  const bought = await bank.noting(() =>
    buyer.ask<SubscriptionRow>('POST', 'subscriptions', 201, {
      body: { productId: visioPlan1, channel: 'selfService', totalLicenses: 3, paymentMethodId: good },
    }),
  )
  const path = `subscriptions/${bought.body.id}`
  story.tell(
    `${buyer.name} buys ${bought.body.totalLicenses} licences of ${bought.body.product.displayName}, ${price(bought.body.price)} a month each. From here on the clock runs fast.`,
    bought,
  )

  await passTime(stage, '+10d')
  const preview = await buyer.ask<{ charged: { total: Money } }>('POST', `${path}/previewChange`, 200, {
    body: { totalLicenses: 5 },
  })
  const raised = await bank.noting(() => setTotal(buyer, path, 5))
  story.tell(
    `Ten days later they take 5: ${price(preview.body.charged.total)} with tax for the days that are left, as the preview said.`,
    preview,
    raised,
  )

  await passTime(stage, '+1mo')
  const renewed = await statusOf(buyer, path)
  story.tell(
    `A week before the end of the month a mail tells the price, then the term renews by itself: now until ${renewed.expirationDate}.`,
  )

  const bad = await addCard(buyer, 'tok_declined')
  await replaceCard(buyer, bad)
  await passTime(stage, '+1mo')
  const failed = await statusOf(buyer, path)
  story.tell(
    `Their new card is declined at the next renewal, and again on days 1, 3, 5 and 7: ${failed.status}. The licences still work.`,
  )
  expectStatus(failed, 'Expired')

  await replaceCard(buyer, good)
  const back = await eventuallyActive(buyer, path)
  story.tell(`They put the old card back. It is tried at once: ${back.status}, until ${back.expirationDate}.`)

  const fewer = await setTotal(buyer, path, 4)
  const credited = fewer.body.orderHistory.at(-1)?.credited
  story.tell(
    `One licence goes the same day; within seven days it is refunded by the day: ${credited ? price(credited) : 'nothing'}.`,
    fewer,
  )
  if (!credited) throw new Error('Expected a refund within seven days.')

  await passTime(stage, '+10mo')
  return tellAccount(stage, story, buyer, bank, bought.body.id)
}

async function addCard(buyer: Actor, token: string): Promise<string> {
  const body = { type: 'card', token }
  return (await buyer.ask<{ id: string }>('POST', 'paymentMethods', 201, { body })).body.id
}

/** Whatever is charged on the profile from now on is charged to that card. */
async function replaceCard(buyer: Actor, paymentMethodId: string): Promise<void> {
  const profiles = await buyer.ask<List<Profile>>('GET', 'billingProfiles', 200)
  for (const { id, etag } of profiles.body.value) {
    const sent = { body: { paymentMethodId }, ifMatch: etag }
    await buyer.ask('PUT', `billingProfiles/${id}/paymentMethod`, 200, sent)
  }
}

interface Details extends SubscriptionRow {
  readonly expirationDate: string
  readonly orderHistory: readonly { readonly credited?: Money }[]
}

async function statusOf(buyer: Actor, path: string): Promise<Details> {
  return (await buyer.ask<Details>('GET', path, 200)).body
}

async function setTotal(buyer: Actor, path: string, totalLicenses: number) {
  const { etag } = await statusOf(buyer, path)
  return buyer.ask<Details>('PATCH', path, 200, { body: { totalLicenses }, ifMatch: etag })
}

async function eventuallyActive(buyer: Actor, path: string): Promise<Details> {
  for (let looks = 0; looks < 200; looks += 1) {
    const now = await statusOf(buyer, path)
    if (now.status === 'Active') return now
    await wait(100)
  }
  throw new Error('The subscription did not become Active again.')
}

function expectStatus({ status }: SubscriptionRow, expected: string): void {
  if (status !== expected) throw new Error(`Expected the subscription to be ${expected}, found ${status}.`)
}

/** Every invoice and credit note of the year, and that together they are what the bank has. */
async function tellAccount(
  stage: Stage,
  story: Story,
  buyer: Actor,
  bank: Bank,
  subscriptionId: string,
): Promise<Account> {
  const all: (InvoiceRow & { subscriptionId: string })[] = []
  let next: string | undefined = 'invoices?from=2020-01-01&maxpagesize=50'.replace(
    '2020-01-01',
    yearBack(stage),
  )
  while (next !== undefined) {
    const page: { body: List<InvoiceRow & { subscriptionId: string }> } = await buyer.ask('GET', next, 200)
    all.push(...page.body.value)
    next = page.body.nextLink && new URL(page.body.nextLink).pathname + new URL(page.body.nextLink).search
  }
  const ours = all.filter((invoice) => invoice.subscriptionId === subscriptionId).reverse()
  story.tell(`The account of the year, ${ours.length} invoices and credit notes, each as PDF too:`)
  let balance = 0
  for (const { number, kind, status, lines, total, issuedDateTime } of ours) {
    const sign = kind === 'creditNote' ? -1 : 1
    balance += sign * total.amount
    const [line] = lines
    const what = `${line?.what ?? ''} ${line?.licenses ?? 0} × ${line?.from} to ${line?.to}`
    const amount = price({ ...total, amount: sign * total.amount })
    story.add(
      `${issuedDateTime.slice(0, 10)}  ${number}  ${what.padEnd(40)} ${amount.padStart(10)}  ${status}`,
    )
  }
  const currency = ours[0]?.total.currency ?? 'EUR'
  const taken = await bank.has(subscriptionId)
  const paid = price({ amount: balance, currency })
  story.add(`${paid} in all; the bank has taken ${price({ amount: taken, currency })}.`)
  if (taken !== balance) throw new Error(`The invoices come to ${balance}, the bank has ${taken}.`)
  return { invoices: ours.length, paid }
}

/** The product's own clock is a year ahead: so is what counts as today. */
function yearBack(stage: Stage): string {
  const { offsetMs = 0 } = readWhole<{ offsetMs: number }>(stateFiles(stage.state).clock) ?? {}
  return new Date(Date.now() + offsetMs - 720 * 86_400_000).toISOString().slice(0, 10)
}

interface BankCharge {
  readonly idempotencyKey: string
  readonly amount: number
  readonly status: string
  readonly refundedAmount: number
}

/** The other side of the account. Renewals have the subscription in their key; what is bought by hand is noted. */
interface Bank {
  noting<T>(act: () => Promise<T>): Promise<T>
  /** In minor units: what was taken for the subscription, and has not gone back. */
  has(subscriptionId: string): Promise<number>
}

function bankOf(stage: Stage): Bank {
  const ports = readWhole<Ports>(stateFiles(stage.state).ports)
  if (!ports) throw new Error('The ports of the demo are not known.')
  const noted = new Set<string>()
  const charges = async () => {
    const answer = await fetch(`http://127.0.0.1:${ports['payment-gateway']}/charges`)
    return ((await answer.json()) as { value: BankCharge[] }).value
  }
  return {
    async noting(act) {
      const before = new Set((await charges()).map(({ idempotencyKey }) => idempotencyKey))
      const done = await act()
      for (const { idempotencyKey } of await charges())
        if (!before.has(idempotencyKey)) noted.add(idempotencyKey)
      return done
    },
    async has(subscriptionId) {
      return (await charges())
        .filter(({ idempotencyKey: key }) => noted.has(key) || key.startsWith(subscriptionId))
        .filter(({ status }) => status === 'succeeded' || status === 'refunded')
        .reduce((sum, { amount, refundedAmount }) => sum + amount - refundedAmount, 0)
    },
  }
}

/** `npm run time -- +10d` on the demo's own system. */
async function passTime(stage: Stage, by: string): Promise<void> {
  const script = join(import.meta.dirname, '..', '..', 'local', 'time.ts')
  const child = spawn(process.execPath, [script, by], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, SEATWARDEN_STATE: stage.state },
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  if (code !== 0) throw new Error(`npm run time -- ${by} ended with ${code}: ${said.trim().slice(-1_000)}`)
}
