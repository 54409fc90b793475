import type * as z from 'zod'
import type { operationShape } from '#functions/operations/view.ts'
import type { subscriptionShape } from '#functions/subscriptions/view.ts'
import { type Answer, expectStatus } from '#local/system/api-client.ts'
import type { Client, Person } from './journey.ts'
import { eventually } from './system.ts'

export type Subscription = z.output<typeof subscriptionShape>
export type Operation = z.output<typeof operationShape>

export const products = {
  powerBiPro: 'CFQ7TTC0H9MP',
  powerBiPremium: 'CFQ7TTC0H6RP',
  powerApps: 'CFQ7TTC0LH2H',
  visioPlan1: 'CFQ7TTC0HD33',
  visioPlan2: 'CFQ7TTC0HD32',
  copilot: 'CFQ7TTC0MM8R',
  pythonInExcel: 'CFQ7TTC0S3X1',
  vivaGoalsTrialOnly: 'CFQ7TTC0PW0V',
  windows365Retired: 'CFQ7TTC0J203',
  fabricFree: 'POWER_BI_STANDARD',
  powerAutomateFree: 'FLOW_FREE',
} as const

export interface ErrorBody {
  readonly error: {
    readonly code: string
    readonly message: string
    readonly target?: string
    readonly details?: readonly { readonly code: string; readonly message: string }[]
    readonly innererror?: Readonly<Record<string, unknown>>
    readonly help?: string
  }
}

/** `409 TakeControlRequired`, or only the status when the answer was no refusal. */
export function said(answer: Answer<unknown>): string {
  const { error } = (answer.body ?? {}) as Partial<ErrorBody>
  return error ? `${answer.status} ${error.code}` : String(answer.status)
}

export async function addCard(person: Client, token = 'tok_ok'): Promise<string> {
  const answer = await expectStatus(
    person.post<{ id: string }>('paymentMethods', { type: 'card', token }),
    201,
  )
  return answer.body.id
}

/** Bought for oneself, with a card of one's own. */
export async function buy(
  person: Client,
  { productId = products.powerBiPro, totalLicenses = 5 }: { productId?: string; totalLicenses?: number } = {},
): Promise<Subscription> {
  const paymentMethodId = await addCard(person)
  const order = { productId, channel: 'selfService', totalLicenses, paymentMethodId }
  return (await expectStatus(person.post<Subscription>('subscriptions', order), 201)).body
}

export async function buyCentrally(
  admin: Client,
  {
    productId = products.powerBiPro,
    totalLicenses = 10,
  }: { productId?: string; totalLicenses?: number } = {},
): Promise<Subscription> {
  const order = { productId, channel: 'central', totalLicenses }
  return (await expectStatus(admin.post<Subscription>('subscriptions', order), 201)).body
}

export async function signUp(person: Client, productId: string = products.fabricFree): Promise<Subscription> {
  return (
    await expectStatus(person.post<Subscription>('subscriptions', { productId, channel: 'signUp' }), 201)
  ).body
}

/** Asks for the deletion of what somebody signed up for, with the ETag of now; the answer is unchecked. */
export async function askDeleteSignUp(
  person: Client,
  { id }: { readonly id: string },
  body: Readonly<Record<string, unknown>> = { confirm: true },
): Promise<Answer<Operation & { readonly warning: string }>> {
  const { etag } = await read(person, { id })
  return person.delete(`subscriptions/${id}`, body, { headers: { 'if-match': etag } })
}

export async function deleteSignUp(admin: Client, subscription: { readonly id: string }): Promise<Operation> {
  return (await expectStatus(askDeleteSignUp(admin, subscription), 202)).body
}

/** As it is now, with its ETag. */
export async function read(person: Client, { id }: { readonly id: string }): Promise<Subscription> {
  return (await expectStatus(person.get<Subscription>(`subscriptions/${id}`), 200)).body
}

/** As many calls as it takes. */
export async function assign(
  person: Client,
  { id }: { readonly id: string },
  users: readonly { readonly id: string }[],
): Promise<void> {
  for (let from = 0; from < users.length; from += 20) {
    const userIds = users.slice(from, from + 20).map((user) => user.id)
    await expectStatus(person.post(`subscriptions/${id}/assignments`, { userIds }), 200)
  }
}

/** The ids of who holds a licence, or held one, in the order of the ids. */
export async function holders(
  person: Client,
  { id }: { readonly id: string },
  status: 'active' | 'revoked' = 'active',
): Promise<readonly string[]> {
  const path = `subscriptions/${id}/assignments?status=${status}&maxpagesize=1000`
  return (await pages<{ userId: string }>(person, path)).map(({ userId }) => userId).sort()
}

/** Every row of a list, page by page. */
export async function pages<Row>(
  person: Client,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<readonly Row[]> {
  const rows: Row[] = []
  for (let next: string | undefined = path; next !== undefined; ) {
    const answer: Answer<{ value: Row[]; nextLink?: string }> = await expectStatus(
      person.get(next, { headers }),
      200,
    )
    rows.push(...answer.body.value)
    const { nextLink } = answer.body
    next = nextLink && new URL(nextLink).pathname + new URL(nextLink).search
  }
  return rows
}

export function idsOf(things: readonly { readonly id: string }[]): readonly string[] {
  return things.map(({ id }) => id).sort()
}

export async function takeControl(admin: Client, { id }: { readonly id: string }): Promise<Subscription> {
  await expectStatus(admin.post(`subscriptions/${id}/takeControl`), 200)
  return read(admin, { id })
}

interface MoveWanted {
  readonly userIds?: readonly string[]
  readonly confirm?: boolean
  readonly reason?: string
}

/** Asks for a move with the ETag of now; the answer is unchecked. */
export async function askMove(
  admin: Client,
  source: { readonly id: string },
  target: { readonly id: string },
  wanted: MoveWanted = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer<Operation>> {
  const { etag } = await read(admin, source)
  const body = { targetSubscriptionId: target.id, confirm: true, ...wanted }
  return admin.post(`subscriptions/${source.id}/moveUsers`, body, {
    headers: { 'if-match': etag, ...headers },
  })
}

export async function move(
  admin: Client,
  source: { readonly id: string },
  target: { readonly id: string },
  wanted: MoveWanted = {},
): Promise<Operation> {
  return (await expectStatus(askMove(admin, source, target, wanted), 202)).body
}

export async function askCancel(
  person: Client,
  { id }: { readonly id: string },
  body: Readonly<Record<string, unknown>> = {},
): Promise<Answer<Operation>> {
  const { etag } = await read(person, { id })
  return person.post(
    `subscriptions/${id}/cancel`,
    { reason: 'unused', confirm: true, ...body },
    { headers: { 'if-match': etag } },
  )
}

export async function cancel(
  person: Client,
  subscription: { readonly id: string },
  body: Readonly<Record<string, unknown>> = {},
): Promise<Operation> {
  return (await expectStatus(askCancel(person, subscription, body), 202)).body
}

/** The operation once it has ended, however it has. */
export function ended(
  person: Client,
  { id }: { readonly id: string },
  withinMs = 20_000,
): Promise<Operation> {
  return eventually(async () => {
    const { body } = await expectStatus(person.get<Operation>(`operations/${id}`), 200)
    return body.completedDateTime !== undefined && body
  }, withinMs)
}

/** Sets the total of licences with the ETag of now; the answer is unchecked. */
export async function askTotal(
  person: Person,
  { id }: { readonly id: string },
  totalLicenses: unknown,
): Promise<Answer<Subscription>> {
  const { etag } = await read(person, { id })
  return person.patch(`subscriptions/${id}`, { totalLicenses }, { headers: { 'if-match': etag } })
}
