import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import { expectStatus } from '#local/system/api-client.ts'
import {
  anOrganisation,
  mailsTo,
  type Organisation,
  type Person,
  playOn,
  shared,
} from '../support/clients/journey.ts'
import {
  askMove,
  assign,
  buy,
  buyCentrally,
  cancel,
  ended,
  holders,
  idsOf,
  type Operation,
  pages,
  products,
  read,
  type Subscription,
  said,
  takeControl,
} from '../support/clients/journey-verbs.ts'
import { runScript, type System, startSystem } from '../support/clients/system.ts'

/**
 * What one release begins and another goes on with, as people see it. Only what both of them can do has a place here: it
 * grows with what is new once that has been released.
 */

interface Begun {
  readonly organisation: Organisation
  readonly target: Subscription
  readonly renewing: Subscription
  /** What people are shown of it, by person and address. */
  readonly seen: ReadonlyMap<string, unknown>
  /** A POST whose answer is kept, and what it was. */
  readonly repeat: { readonly headers: Readonly<Record<string, string>>; readonly answer: unknown }
  /** Where a list goes on that was begun, and what is still to come. */
  readonly nextPage: string
  readonly rest: readonly string[]
  readonly underWay: UnderWay
}

/** A move in another organisation, whose message no worker has taken. */
interface UnderWay {
  readonly organisation: Organisation
  readonly source: Subscription
  readonly target: Subscription
  readonly move: Operation
}

/** One release after another on the same data, each in the middle of what the one before has left behind. */
export async function takeOver(builds: readonly string[], state: string): Promise<void> {
  playOn(state)
  let begun: Begun | undefined
  /** What the first of them shows: another may show more. */
  let shown: ReadonlySet<string> | undefined
  for (const [at, dist] of builds.entries()) {
    const system = await startSystem({ state, dist })
    const pids = system.ready().processes.map(({ pid }) => pid)
    try {
      if (begun) await goOn(begun, shown ?? new Set(), system)
      if (at + 1 < builds.length) begun = await begin(system)
      shown ??= begun && placesIn([...begun.seen.values()])
    } finally {
      await system.killSupervisor()
      // They end with their supervisor, but for one that was stopped.
      for (const pid of pids) killIfThere(pid)
    }
  }
}

async function begin(system: System): Promise<Begun> {
  const organisation = await anOrganisation({ members: 6 })
  const { globalAdmin, purchaser, members } = organisation
  const target = await buyCentrally(globalAdmin)
  await assign(globalAdmin, target, members.slice(0, 3))
  const renewing = await buy(purchaser, { productId: products.visioPlan1, totalLicenses: 2 })
  await assign(purchaser, renewing, members.slice(3, 4))
  await takeControl(globalAdmin, await buy(purchaser))
  const headers = { 'repeatability-request-id': randomUUID() }
  const kept = await expectStatus(purchaser.post('paymentMethods', card, { headers }), 201)
  const { ids, nextPage } = await listed(globalAdmin, 'users?maxpagesize=5')
  const { ids: rest } = await listed(globalAdmin, nextPage)
  expect([ids.length, rest.length]).toEqual([5, 4])
  return {
    ...{ organisation, target, renewing, nextPage, rest },
    repeat: { headers, answer: kept.body },
    seen: await everythingSeen(organisation),
    underWay: await beginMove(system),
  }
}

const card = { type: 'card', token: 'tok_ok' }

/** The workers stop for good: whoever takes over finds its message. */
async function beginMove(system: System): Promise<UnderWay> {
  const organisation = await anOrganisation()
  const { globalAdmin, purchaser, members } = organisation
  const bought = await buy(purchaser)
  await assign(purchaser, bought, members.slice(0, 3))
  const source = await takeControl(globalAdmin, bought)
  const target = await buyCentrally(globalAdmin)
  process.kill(system.pid('workers'), 'SIGSTOP')
  const move = (await expectStatus(askMove(globalAdmin, source, target), 202)).body
  expect(move.status).toBe('NotStarted')
  return { organisation, source, target, move }
}

async function goOn(begun: Begun, shown: ReadonlySet<string>, system: System): Promise<void> {
  const { organisation, target, renewing, seen, repeat, nextPage, rest, underWay } = begun
  const { globalAdmin, purchaser, members } = organisation

  // What is there is shown as before, as far as both show it.
  const now = await everythingSeen(organisation)
  for (const [view, before] of seen)
    expect([view, only(shown, now.get(view))]).toEqual([view, only(shown, before)])

  // What was asked is answered as before, and a list goes on, or has to be begun anew.
  const again = await purchaser.post('paymentMethods', card, { headers: repeat.headers })
  expect([again.status, again.body]).toEqual([201, repeat.answer])
  const next = await globalAdmin.get<{ value: { id: string }[] }>(nextPage)
  if (next.status === 200) expect(next.body.value.map(({ id }) => id)).toEqual(rest)
  else expect(said(next)).toBe('400 InvalidRequest')

  await goOnMoving(underWay)

  // People and time can go on with it.
  await assign(globalAdmin, target, members.slice(3, 5))
  expect(await read(globalAdmin, target)).toMatchObject({ assignedLicenses: 5 })
  const time = await runScript('time', ['+32d'], { SEATWARDEN_STATE: system.state })
  expect(time, time.stderr).toMatchObject({ code: 0 })
  const renewed = await read(purchaser, renewing)
  expect(renewed.orderHistory?.map(({ event }) => event)).toEqual(['purchased', 'renewed'])
  const gone = await ended(globalAdmin, await cancel(globalAdmin, await takeControl(globalAdmin, renewing)))
  expect(gone).toMatchObject({ status: 'Succeeded' })
}

/** Nobody asks for it any more: the message that was left behind does it. */
async function goOnMoving({ organisation, source, target, move }: UnderWay): Promise<void> {
  const { globalAdmin, purchaser, members } = organisation
  const moved = await ended(globalAdmin, move)
  expect(moved).toMatchObject({ status: 'Succeeded', progress: { succeeded: 3, failed: 0 } })
  expect(await holders(globalAdmin, target)).toEqual(idsOf(members.slice(0, 3)))
  expect((await read(globalAdmin, source)).status).toBe('Deleted')
  expect((await mailsTo(purchaser.address)).map(({ subject }) => subject)).toEqual([
    'Your subscription to Power BI Pro was cancelled',
  ])
}

const views = {
  globalAdmin: [
    '',
    'subscriptions',
    'users',
    'capacity',
    'licenses',
    'policies/allowSelfServicePurchase',
    'dataPolicies',
    'invoices',
    'billingProfiles',
    'auditEvents',
  ],
  purchaser: ['subscriptions', 'invoices', 'billingProfiles', 'paymentMethods'],
} as const

async function everythingSeen(organisation: Organisation): Promise<ReadonlyMap<string, unknown>> {
  const seen = new Map<string, unknown>()
  const look = async (who: keyof typeof views, path: string) => {
    const { text } = await expectStatus(organisation[who].get(path), 200)
    // Each start has ports of its own.
    seen.set(`${who}: ${path}`, JSON.parse(text.replaceAll(shared().api, 'https://api.example')))
  }
  for (const who of ['globalAdmin', 'purchaser'] as const) {
    for (const path of views[who]) await look(who, path)
    for (const { id } of await pages<Subscription>(organisation[who], 'subscriptions')) {
      await look(who, `subscriptions/${id}`)
      await look(who, `subscriptions/${id}/assignments`)
    }
  }
  return seen
}

async function listed(person: Person, path: string) {
  const { body } = await expectStatus(person.get<{ value: { id: string }[]; nextLink?: string }>(path), 200)
  const { pathname = '', search = '' } = body.nextLink ? new URL(body.nextLink) : {}
  return { ids: body.value.map(({ id }) => id), nextPage: pathname + search }
}

/** The names in answers with those above them: `value.[].id`. */
function placesIn(value: unknown, above = ''): Set<string> {
  const places = new Set([above])
  if (typeof value !== 'object' || value === null) return places
  for (const [name, below] of Object.entries(value)) {
    const place = `${above}.${Array.isArray(value) ? '[]' : name}`
    for (const each of placesIn(below, place)) places.add(each)
  }
  return places
}

/** An answer without what has another place than these. */
function only(places: ReadonlySet<string>, value: unknown, above = '.[]'): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((one) => only(places, one, `${above}.[]`))
  const kept = Object.entries(value).filter(([name]) => places.has(`${above}.${name}`))
  return Object.fromEntries(kept.map(([name, below]) => [name, only(places, below, `${above}.${name}`)]))
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
