import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sendPoison } from '#local/system/poison-message.ts'
import { deadLetters, dropAll } from '../support/clients/dead-letters.ts'
import { anOrganisation } from '../support/clients/journey.ts'
import { idsOf, type Operation, products, type Subscription } from '../support/clients/journey-verbs.ts'
import { delegate } from '../support/clients/partners.ts'
import { changesBetween, settledState, sharedSettings, stateOf } from '../support/clients/state-hash.ts'
import { eventually } from '../support/clients/system.ts'
import { type Endpoint, readEndpoints } from './bad-input/api.ts'
import { type Bearer, bearer, bearerOf, nobodyAtAll, operatorBearer } from './bad-input/bearer.ts'
import { type Callers, goodRequests, knownOf, placesOf } from './bad-input/good.ts'
import { type Request, send } from './bad-input/request.ts'
import { anEventfulOrganisation, type Stage } from './bad-input/stage.ts'
import { type About, type RoleName, type Row, roles, roleTable } from './role-table.ts'

let endpoints: readonly Endpoint[]
let stage: Stage
let bearers: Record<RoleName, Partial<Bearer>>
/** For the operators' verbs: one to put back, one to drop. */
let letters: readonly string[]

beforeAll(async () => {
  endpoints = await readEndpoints()
  stage = await anEventfulOrganisation()
  bearers = await bearersOf(stage)
  letters = await twoDeadLetters()
})

afterAll(dropAll)

describe('the table of roles (R160, R178)', () => {
  test('has a row for every route, and no route of its own', () => {
    const inTable = new Set(roleTable.map(({ call }) => call))
    expect([...inTable].sort()).toEqual(endpoints.map(callOf).sort())
  })

  test('is what every refused caller is told, and nothing is written for them', {
    timeout: 180_000,
  }, async () => {
    const before = await settledState()
    expect(await wrongCells((verdict) => verdict !== 'ok')).toEqual([])
    expect(changesBetween(before, await stateOf())).toEqual([])
  })

  test('lets everybody else in', { timeout: 180_000 }, async () => {
    expect(await wrongCells((verdict) => verdict === 'ok')).toEqual([])
  })
})

test('administrators see what all bought and what became of it, a purchaser their own, anybody else none (R027, R160)', async () => {
  const { organisation, globalReader, selfService, takenOver, central } = stage
  const { globalAdmin, billingAdmin, purchaser, members } = organisation
  const seen = async (person: typeof purchaser, query = '?status=Active') =>
    idsOf((await person.get<{ value: Subscription[] }>(`subscriptions${query}`)).body.value)
  const both = [selfService.id, takenOver.id]
  for (const admin of [globalAdmin, billingAdmin, globalReader]) {
    expect(await seen(admin, '?channel=selfService&status=Active')).toEqual(expect.arrayContaining(both))
    expect(await seen(admin)).toEqual(expect.arrayContaining([central.id]))
  }
  const { cancelled, moved, someMoved, paused, exported } = stage.operations
  const working = async (person: typeof purchaser) =>
    idsOf(
      (await person.get<{ value: Operation[] }>('operations')).body.value.filter(
        // What the table itself has begun.
        ({ kind }) => !['assignUsers', 'unassignUsers', 'undo', 'transferOwnership'].includes(kind),
      ),
    )
  expect(await working(globalReader)).toEqual(expect.arrayContaining([exported.id, paused.id]))
  expect(await working(purchaser)).toEqual(idsOf([cancelled, moved, someMoved, paused]))
  expect(await working(members[0])).toEqual([])
  expect(await seen(purchaser)).toEqual(expect.arrayContaining(both))
  expect(await seen(purchaser)).not.toContain(central.id)
  expect(await seen(members[3])).toEqual([])
})

async function wrongCells(wanted: (verdict: Row['verdicts'][RoleName]) => boolean): Promise<string[]> {
  const wrong: string[] = []
  for (const row of roleTable) {
    const cells = roles
      .map((role) => ({ role, verdict: row.verdicts[role] }))
      .filter(({ verdict }) => wanted(verdict))
    const ask = (role: RoleName) => send({ ...requestOf(row), headers: headersOf(role) })
    // Whoever is let in may stand in the way of the next; who is refused does not.
    const refused = wanted('ok') ? [] : await Promise.all(cells.map(({ role }) => ask(role)))
    for (const [at, { role, verdict }] of cells.entries()) {
      const { status, text } = refused[at] ?? (await ask(role))
      const told = status < 500 && ![401, 403, 404].includes(status) ? 'ok' : status
      if (told !== verdict)
        wrong.push(`${row.call} ${row.about ?? ''} as ${role}: ${status}, not ${verdict}: ${text}`)
    }
  }
  return wrong
}

/** Never the present version: whoever is let in changes nothing by it. */
function headersOf(role: RoleName): Record<string, string> {
  return { ...bearers[role], 'if-match': '"an older version"' }
}

function requestOf({ call, about }: Row): Request {
  const endpoint = endpoints.find((other) => callOf(other) === call)
  if (!endpoint) throw new Error(`There is no route ${call}.`)
  const { organisation, operations, selfService, takenOver, central, purchasersBills } = stage
  const places: Record<About, Record<string, string>> = {
    selfService: { subscriptions: selfService.id },
    takenOver: { subscriptions: takenOver.id },
    central: { subscriptions: central.id },
    ownCancel: { operations: operations.cancelled.id },
    adminsMove: { operations: operations.moved.id },
    purchasersBills: {
      billingProfiles: purchasersBills.profileId,
      invoices: purchasersBills.invoiceId,
    },
    signUp: {},
    buyCentrally: {},
    aboutSelfService: {},
    aboutTakenOver: {},
  }
  // Nobody has bought less for those who may, and the table says which operation.
  const own = { leavers: organisation.members[0].id, undoable: '', plans: '' }
  const asked = { ...placesOf(stage), ...own, ...(about ? places[about] : {}) }
  const known = { ...knownOf(stage), queue: 'export-users' }
  const [good] = goodRequests(endpoint, { known, places: asked, callers: noCallers })
  if (!good) throw new Error(`There is no request for ${call}.`)
  const body = bodyOf(call, about)
  return { ...good, ...(body ? { body } : {}) }
}

function bodyOf(call: string, about: About | undefined): object | undefined {
  const { powerBiPro, fabricFree } = products
  const letter = (index: number) => ({ queue: 'export-users', sequenceNumber: letters[index] })
  if (call === 'POST /ops/deadLetters/resubmit') return letter(0)
  if (call === 'POST /ops/deadLetters/drop') return { ...letter(1), reason: 'Only a trial.' }
  // It asks for no version: what it is about can only be refused.
  if (call.endsWith('/consolidate'))
    return { sourceIds: [stage.central.id], targetSubscriptionId: stage.central.id, confirm: true }
  // With the usual card: another one would have to be the caller's own.
  if (call.endsWith('/pay')) return {}
  const question = { kind: 'question', subject: 'Help', description: 'How do I begin?' }
  if (about === 'aboutSelfService') return { ...question, subscriptionId: stage.selfService.id }
  if (about === 'aboutTakenOver') return { ...question, subscriptionId: stage.takenOver.id }
  if (about === 'signUp') return { productId: fabricFree, channel: 'signUp' }
  if (about === 'buyCentrally') return { productId: powerBiPro, channel: 'central', totalLicenses: 1 }
  return undefined
}

const nobodysToken = { authorization: '' }
const noCallers: Callers = {
  tenant: nobodysToken,
  ops: nobodysToken,
  own: nobodysToken,
  surface: nobodysToken,
  public: {},
}

function callOf({ method, path }: Endpoint): string {
  return `${method} ${path}`
}

async function bearersOf({ organisation, globalReader, licenseAdmin, userAdmin, guest }: Stage) {
  const { globalAdmin, billingAdmin, purchaser, members } = organisation
  const elsewhere = (await anOrganisation()).globalAdmin
  const [partners, formerPartners] = [await anOrganisation(), await anOrganisation()]
  await delegate(globalAdmin, partners.id)
  const soon = new Date(Date.now() + 2_000)
  await delegate(globalAdmin, formerPartners.id, { expires: soon.toISOString() })
  const [leaver] = await organisation.add({
    displayName: 'Lex Weg',
    role: 'globalAdmin',
    accountEnabled: false,
  })
  await eventually(async () => new Date() > soon)
  return {
    nobody: nobodyAtAll,
    member: await bearerOf(members[0], 'member'),
    purchaser: await bearerOf(purchaser, 'purchaser'),
    billingAdmin: await bearerOf(billingAdmin, 'billingAdmin'),
    globalAdmin: await bearerOf(globalAdmin, 'globalAdmin'),
    globalReader: await bearerOf(globalReader, 'globalReader'),
    licenseAdmin: await bearerOf(licenseAdmin, 'licenseAdmin'),
    userAdmin: await bearerOf(userAdmin, 'userAdmin'),
    guest: await bearerOf(guest, 'guest'),
    partner: await bearerOf(elsewhere, 'globalAdmin'),
    delegated: await bearerOf(partners.members[0], 'member'),
    expired: await bearerOf(formerPartners.globalAdmin, 'globalAdmin'),
    disabled: await bearerOf(leaver, 'globalAdmin'),
    support: await bearer({ persona: 'sam-support' }),
    operatorReads: await operatorBearer('Ops.Read'),
    operatorManages: await operatorBearer('Ops.Manage'),
  }
}

async function twoDeadLetters(): Promise<readonly string[]> {
  const { SERVICE_BUS_CONNECTION: connection = '' } = sharedSettings()
  for (const kind of ['not-json', 'unknown-kind'] as const) {
    await sendPoison(connection, kind, { queue: 'export-users', tenantId: stage.organisation.id })
  }
  return eventually(async () => {
    const there = await deadLetters('export-users')
    return there.length >= 2 && there.map(({ sequenceNumber }) => sequenceNumber)
  })
}
