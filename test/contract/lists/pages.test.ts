import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Document } from '#core/documents.ts'
import { openapiDocument } from '#functions/docs/openapi-document.ts'
import type { Services } from '#functions/jobs/job.ts'
import { wakeUp } from '#functions/jobs/message.ts'
import { routes } from '#functions/routes.ts'
import { aMove, operationId, tenantId } from '../../support/builders.ts'
import { callRoute } from '../../support/simulated/ask.ts'
import { simulatedServices } from '../../support/simulated/services.ts'
import { operatorsTenantId, tokenOf } from '../../support/simulated/tokens.ts'
import { openStandIn, type StandIn } from '../documents/stand-in.ts'
import { type Asking, bounded, type ListCase, lists } from './lists.ts'
import { adminId, holderOf, purchaserId, rowsOf, scenery } from './rows.ts'

/**
 * Page 900 of a list costs what page 1 costs, and page 1 of a long list what that of a short one costs: in requests and
 * request units, over the real client library and the Cosmos DB stand-in. Every route of the OpenAPI document that is a
 * list is asked. Pages of one row tell how cost grows as well as pages of a hundred; the lists of users have 100,000 rows.
 */

const pagesBefore = 900
/** More than the operations that the board reads to say how fast they go: 50 at most, however many run. */
const few = { rows: 60, holders: 200 }
const many = { rows: pagesBefore + 10, holders: 100_000 }
const tolerance = 0.1

interface Cost {
  requests: number
  requestUnits: number
}

const spent: Cost = { requests: 0, requestUnits: 0 }
let store: StandIn
let services: Services
const simulated = simulatedServices({ settings: { rateLimitPerSecond: 1_000_000 } })
const atFirst = new Map<ListCase, Cost>()

const documented = JSON.parse(await openapiDocument('http://localhost', routes))
const listRoutes = Object.entries<Record<string, Operation>>(documented.paths).flatMap(([path, { get }]) =>
  get && isList(get) ? [{ path, name: get.operationId, sizedBy: sizedBy(get) }] : [],
)
const cases = Object.entries(lists).flatMap(([route, all]) =>
  all.map((one) => [one.about ? `${route}, ${one.about}` : route, route, one] as const),
)

beforeAll(async () => {
  store = await openStandIn({
    // Whatever else this machine is doing.
    requestTimeoutMs: 60_000,
    observe: (_, requestUnits) => {
      spent.requests += 1
      spent.requestUnits += requestUnits
    },
  })
  services = {
    ...simulated.services,
    documents: store.documents,
    acrossTenants: store.acrossTenants,
    log: (level, message, facts) => level === 'error' && console.error(message, facts),
    deadLetters: {
      ...simulated.services.deadLetters,
      page(queue, from) {
        spent.requests += 1
        return simulated.services.deadLetters.page(queue, from)
      },
    },
  }
  await create(scenery)
  await fill({ rows: 0, holders: 0 }, few)
  for (const [, route, one] of cases) atFirst.set(one, await costAfter(route, one, early(one)))
  await fill(few, many)
}, 300_000)
afterAll(() => store.close())

test('every list route is filled here, or its length is bounded', () => {
  const named = [...Object.keys(lists), ...Object.keys(bounded)]
  expect(named.toSorted()).toEqual(listRoutes.map(({ name }) => name).toSorted())
})

test('every list route takes maxpagesize, but for those whose shapes are Microsoft’s', () => {
  const others = listRoutes.filter(({ sizedBy }) => sizedBy !== 'maxpagesize')
  expect(others.filter(({ path }) => !/^\/(?:v1|v1\.0|fd)\//.test(path))).toEqual([])
})

describe('a list of any length pages at constant cost:', () => {
  test.each(cases)('%s', async (_, route, one) => {
    const first = await costAfter(route, one, early(one))
    const late = await costAfter(route, one, pagesBefore)
    expectAlike(late, first)
    expectAlike(first, atFirst.get(one))
    expect(first.requests).toBeGreaterThan(0)
  })
})

const early = ({ fromSecondPage }: ListCase) => (fromSecondPage ? 1 : 0)

/** Of the page after so many others. */
async function costAfter(route: string, one: ListCase, pages: number): Promise<Cost> {
  const size = sizeOf(one)
  const link = await linkAfter(route, one, pages * size)
  return costOf(() => pageOf(route, one, size, link))
}

function expectAlike(found: Cost, expected: Cost | undefined): void {
  for (const what of ['requests', 'requestUnits'] as const) {
    const wanted = expected?.[what] ?? Number.NaN
    expect(
      Math.abs(found[what] - wanted),
      `${what}: ${found[what]}, not about ${wanted}`,
    ).toBeLessThanOrEqual(wanted * tolerance)
  }
}

/** What it costs once everything is known that is kept in memory, such as the plan of a query. */
async function costOf(ask: () => Promise<unknown>): Promise<Cost> {
  await ask()
  const before = { ...spent }
  await ask()
  return {
    requests: spent.requests - before.requests,
    requestUnits: spent.requestUnits - before.requestUnits,
  }
}

const sizeOf = ({ manyUsers }: ListCase) => (manyUsers ? 100 : 1)

/** A full page, by its link or the first one. */
async function pageOf(route: string, one: ListCase, size: number, link: Record<string, string>) {
  const { rows } = await ask(route, one, size, link)
  expect(rows).toHaveLength(size)
}

/** The link to what comes after so many rows, by way of larger pages. */
async function linkAfter(route: string, one: ListCase, rowsBefore: number): Promise<Record<string, string>> {
  let link: Record<string, string> = {}
  for (let passed = 0; passed < rowsBefore; ) {
    const size = Math.min(one.manyUsers ? 1_000 : 100, rowsBefore - passed)
    const { rows, next } = await ask(route, one, size, link)
    passed += rows.length
    if (!next) throw new Error(`The list is over after ${passed} rows.`)
    link = next
  }
  return link
}

async function ask(route: string, one: ListCase, size: number, link: Record<string, string>) {
  const { path = '', sizedBy: sized = '' } = listRoutes.find(({ name }) => name === route) ?? {}
  const answer = await callRoute(services, route, {
    token: /^\/(?:ops|support)\//.test(path) ? operator : tokens[one.as ?? 'admin'],
    params: { t: tenantId(1), ...one.params },
    query: { ...one.query, ...link, [sized]: String(size) },
  })
  if (answer.status !== 200) throw new Error(`${route}: ${answer.status} ${JSON.stringify(answer.jsonBody)}`)
  if (typeof answer.body === 'string') return linesOf(answer.body, new Headers(answer.headers).get('link'))
  const body = answer.jsonBody as Readonly<Record<string, unknown>>
  const rows: readonly unknown[] = Object.values(body).find(Array.isArray) ?? []
  const next = (body['nextLink'] ?? body['@odata.nextLink']) as string | undefined
  return { rows, next: next && queryOf(next) }
}

/** The same of a file. */
function linesOf(text: string, link: string | null) {
  const [, next] = /^<(.+)>; rel="next"$/.exec(link ?? '') ?? []
  return { rows: text.split('\n').slice(0, -1), next: next && queryOf(next) }
}

function queryOf(link: string): Record<string, string> {
  return Object.fromEntries(new URL(link).searchParams)
}

const tokens: Readonly<Record<Asking, string>> = {
  admin: personOf(adminId, '62e90394-69f5-4237-9190-012177145e10'),
  member: personOf(adminId),
  purchaser: personOf(purchaserId),
  licenseAdmin: personOf(purchaserId, '4d6ac14f-3453-41d0-bef9-a3e0c569773a'),
}
const operator = tokenOf({
  tenantId: operatorsTenantId,
  objectId: adminId,
  appRoles: ['Ops.Manage', 'Support.Cancel'],
})

function personOf(objectId: string, ...directoryRoles: string[]): string {
  return tokenOf({ tenantId: tenantId(1), objectId, directoryRoles })
}

async function fill(from: typeof few, to: typeof few): Promise<void> {
  const numbers = (what: keyof typeof few) =>
    Array.from({ length: to[what] - from[what] }, (_, index) => from[what] + index)
  await create(numbers('rows').flatMap(rowsOf))
  await create(numbers('holders').map(holderOf))
  for (const number of numbers('rows')) await deadLetter(number)
}

async function create(documents: readonly Document[]): Promise<void> {
  const batches = [...Map.groupBy(documents, ({ tenantId }) => tenantId)].flatMap(([tenantId, all]) =>
    Array.from({ length: Math.ceil(all.length / 100) }, (_, batch) => ({
      tenantId,
      writes: all
        .slice(batch * 100, (batch + 1) * 100)
        .map((document) => ({ kind: 'create', document }) as const),
    })),
  )
  for (let from = 0; from < batches.length; from += 4) {
    await Promise.all(
      batches.slice(from, from + 4).map(async ({ tenantId, writes }) => {
        const { committed } = await store.documents.commit(tenantId, writes)
        if (!committed) throw new Error('A row was there already.')
      }),
    )
  }
}

async function deadLetter(number: number): Promise<void> {
  await wakeUp(simulated.services, aMove({ id: operationId(0x10_000 + number) }))
  const queue = simulated.services.jobs.queueOf('moveUsers')
  for (let times = 0; times < 5; times += 1) {
    const delivery = simulated.messages.takeNext(queue)
    if (delivery) simulated.messages.abandon(delivery)
  }
}

interface Operation {
  readonly operationId: string
  readonly parameters?: readonly { readonly name: string }[]
  readonly responses: Readonly<
    Record<string, { readonly content?: Record<string, { readonly schema: Schema }> }>
  >
}
interface Schema {
  readonly $ref?: string
  readonly properties?: Readonly<Record<string, { readonly type?: string }>>
}

/** What it calls the size of a page. */
function sizedBy({ parameters = [] }: Operation): string | undefined {
  return ['maxpagesize', '$top'].find((name) => parameters.some((parameter) => parameter.name === name))
}

/** Takes the size of a page, or answers rows. */
function isList(operation: Operation): boolean {
  const { $ref, properties } = operation.responses['200']?.content?.['application/json']?.schema ?? {}
  const named: Schema | undefined = documented.components.schemas[$ref?.split('/').at(-1) ?? '']
  const answered = properties ?? named?.properties
  return sizedBy(operation) !== undefined || [answered?.['value'], answered?.['items']].some(isArray)
}

function isArray(schema: { readonly type?: string } | undefined): boolean {
  return schema?.type === 'array'
}
