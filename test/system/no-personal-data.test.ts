import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { HttpRequest } from '@azure/functions'
import { beforeAll, expect, inject, test } from 'vitest'
import { findCardNumber } from '#core/kernel/card-number.ts'
import { receive } from '#functions/http/receive.ts'
import type { Services } from '#functions/jobs/job.ts'
import { routes } from '#functions/routes.ts'
import { buildServices } from '#functions/services.ts'
import { readSettings } from '#infra/settings.ts'
import { stateFiles } from '#local/system/state-folder.ts'
import { shared } from '../support/clients/journey.ts'
import { listening } from '../support/listening.ts'
import type { Scene } from './bad-input/bad-class.ts'
import { pathOf, type Request } from './bad-input/request.ts'
import { allGoodRequests, aScene } from './bad-input/scene.ts'

/**
 * The routes of this process work on the stores of the shared system, and somebody listens to all that they tell. What
 * must not be in it is put wherever somebody could write something.
 */
const name = 'Zebedeus Kwistenbiebel'
const address = 'zebedeus.kwistenbiebel@canary.example'
const card = '4111 1111 1111 1111'
const canaries = ['Zebedeus', 'Kwistenbiebel', 'canary.example']
/** Of the organisation in which all of it happens. */
const people = ['Vera Zandstra', 'Bert Okonjo', 'Inge Hallström', 'Willem Windmolen']

const heard = listening()
const logged: string[] = []
let services: Services
let scene: Scene
let good: readonly Request[]

beforeAll(async () => {
  scene = await aScene()
  const known = { name, nameOnCard: name, billTo: address, email: address }
  good = await allGoodRequests({ ...scene, known: { ...scene.known, ...known } })
  const settings = JSON.parse(readFileSync(stateFiles(inject('sharedState')).settings, 'utf8'))
  services = {
    ...buildServices(readSettings(settings), heard.told),
    log: (...line) => logged.push(JSON.stringify(line)),
  }
})

test('names, addresses and card numbers that come in by any route are in no log, no trace and no metric', async () => {
  const statuses = new Map<string, Set<number>>()
  // Those that end something last.
  const order = ['GET', 'POST', 'PATCH', 'PUT', 'DELETE']
  const requests = good.toSorted(
    (a, b) => order.indexOf(a.endpoint.method) - order.indexOf(b.endpoint.method),
  )
  for (const request of requests) {
    for (const variant of [...spoilt(request), withCanaries(request)]) {
      const status = await ask(variant)
      const { name: route } = variant.endpoint
      statuses.set(route, (statuses.get(route) ?? new Set()).add(status))
    }
  }
  expect([...statuses.keys()].toSorted()).toEqual(routes.map((route) => route.name).toSorted())
  const every = [...statuses.values()].flatMap((some) => [...some])
  expect(every.filter((status) => status >= 500)).toEqual([])
  // Most got as far as it goes: what is refused at once tells little.
  const taken = [...statuses.values()].filter((some) => [...some].some((status) => status < 300))
  expect(taken.length).toBeGreaterThan(routes.length * 0.8)
  expect(heard.spans.length).toBeGreaterThan(requests.length * 5)
  expect(new Set(heard.spans.map((span) => span.name))).toContain('commit')

  const told = JSON.parse(await heard.everything())
  expect(leaksIn([told, logged])).toEqual([])
  expect(JSON.stringify(told)).not.toContain('withheld')
})

test('what the shared system has told and logged of all its work so far has none either', async () => {
  const { traces } = shared()
  const read = async (path: string) => (await fetch(`${traces}${path}`)).json()
  const listed = (await read('/traces')) as { traceId: string }[]
  expect(listed.length).toBeGreaterThan(50)
  for (const { traceId } of listed) expect(leaksIn(await read(`/traces/${traceId}`))).toEqual([])
  expect(leaksIn(await read('/metrics'))).toEqual([])
  const { logs } = stateFiles(inject('sharedState'))
  for (const file of ['http.log', 'workers.log']) {
    const lines = readFileSync(join(logs, file), 'utf8').split('\n')
    // A number of the broker's may pass for a card.
    expect([file, lines.filter(isOfSomebody)]).toEqual([file, []])
  }
})

test.each([
  ['a name', { attributes: { to: 'Inge Hallström' } }],
  ['an address', ['550 <anna@windmolen.example> is unknown']],
  ['a card number', [{ note: `card ${card}` }]],
  ['a card number as a number', { attributes: { amount: 4111111111111111 } }],
  ['a name in a name', { [name]: 1 }],
])('%s would be found', (_, leak) => {
  expect(leaksIn({ fine: 1, leak })).toHaveLength(1)
})

/** What is of a person: what was put in here, the people of the scene, and whatever looks like an address or a card. */
function leaksIn(value: unknown): string[] {
  if (typeof value === 'string' || Number.isSafeInteger(value))
    return isLeak(String(value)) ? [String(value)] : []
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    // Digits of chance.
    /^((trace|span|parentSpan)Id|startMs|endMs)$/.test(key)
      ? []
      : [...leaksIn(inner), ...(isLeak(key) ? [key] : [])],
  )
}

function isLeak(text: string): boolean {
  return isOfSomebody(text) || findCardNumber(text) !== undefined
}

function isOfSomebody(text: string): boolean {
  const words = [...canaries, ...people, card, card.replaceAll(' ', '')]
  return words.some((word) => text.includes(word)) || /[\w.+-]+@[\w-]+\.\w/.test(text)
}

async function ask(request: Request): Promise<number> {
  const { endpoint, headers, body } = request
  const url = `http://seatwarden.example${pathOf(request)}`
  const route = routes.find((one) => one.name === endpoint.name)
  if (!route) throw new Error(`There is no route ${endpoint.name}.`)
  const { answer } = await route.load()
  const { status } = await receive(
    services,
    new HttpRequest({
      method: endpoint.method,
      url,
      params: { ...request.params },
      headers: {
        'user-agent': `${name} <${address}>`,
        'x-ms-client-request-id': name,
        'x-ms-correlation-id': card,
        'x-forwarded-for': `${address}, 192.0.2.1`,
        tracestate: `name=${name}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: { string: JSON.stringify(body) } }),
    }),
    { name: route.name, method: route.method, path: route.path, waitMs: () => 0 },
    answer,
  )
  return status ?? 200
}

/** The same with a canary wherever a text may stand that has no form of its own. */
function withCanaries(request: Request): Request {
  const put = (_: string, value: unknown) => {
    if (typeof value !== 'string') return value
    if (value === 'somebody@windmolen.example') return address
    return value.startsWith('some text') ? `${name} <${address}>`.slice(0, Math.max(value.length, 60)) : value
  }
  return request.body === undefined
    ? request
    : { ...request, body: JSON.parse(JSON.stringify(request.body), put) }
}

/** Requests of which nothing comes but a refusal that must not repeat what it refuses. */
function* spoilt(request: Request): Generator<Request> {
  const { endpoint, params, query, headers, body } = request
  for (const value of [`${name} <${address}>`, card]) {
    yield { ...request, query: { ...query, surprise: value } }
    for (const param of Object.keys(params)) yield { ...request, params: { ...params, [param]: value } }
    for (const { name: field } of [...fieldNames(endpoint.query)])
      yield { ...request, query: { ...query, [field]: value } }
    yield { ...request, headers: { ...headers, authorization: `Bearer ${value}` } }
    yield { ...request, headers: { ...headers, traceparent: value, 'accept-language': value } }
    if (body !== undefined) {
      yield { ...request, body: value }
      yield { ...request, body: { ...(body as object), [value]: value, comment: value } }
      for (const field of Object.keys(body as object))
        yield { ...request, body: { ...(body as object), [field]: value } }
    }
  }
}

function* fieldNames({
  properties = {},
}: Request['endpoint']['query']): Generator<{ readonly name: string }> {
  for (const field of Object.keys(properties)) yield { name: field }
}
