import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Problem } from './problem.ts'
import { type Repeat, repeatOf } from './repeat.ts'
import { sendUntilKnown } from './write.ts'

type Said = Response | Error | (() => unknown)

/** An API that says these things in turn, and the ids that it was asked under. */
function answering(...said: readonly Said[]) {
  const ids: string[] = []
  const slept: number[] = []
  const send = async (_body: unknown, repeat: Repeat) => {
    const next = said[ids.length]
    ids.push(repeat['Repeatability-Request-ID'])
    if (next === undefined) throw new Error('Nobody expected to be asked so often.')
    if (next instanceof Error) throw next
    if (typeof next === 'function') throw next()
    const text = await next.clone().text()
    const parsed = text === '' ? undefined : JSON.parse(text)
    return next.ok ? { data: parsed, response: next } : { error: parsed, response: next }
  }
  const sleep = async (ms: number) => void slept.push(ms)
  const run = (action = 'move', body: unknown = { users: 3 }) =>
    sendUntilKnown(action, body, send, { sleep }).then(
      ({ data }) => data,
      (problem: unknown) => (problem instanceof Problem ? problem.code : problem),
    )
  return { run, ids, slept }
}

const done = () => Response.json({ id: 'operation' }, { status: 202 })
const refused = (status: number, code: string, headers: Record<string, string> = {}) =>
  Response.json({ error: { code, message: 'No.' } }, { status, headers })
const noNetwork = new TypeError('Failed to fetch')
const impatient = new DOMException('It took too long.', 'TimeoutError')

const idOf = (action = 'move', body: unknown = { users: 3 }) =>
  repeatOf(action, body)['Repeatability-Request-ID']

beforeEach(() => vi.stubGlobal('sessionStorage', storage()))
afterEach(() => void vi.unstubAllGlobals())

test('what is answered is done once, and the next click is another action', async () => {
  const { run, ids, slept } = answering(done())
  expect(await run()).toEqual({ id: 'operation' })
  expect(slept).toEqual([])
  expect(ids).not.toContain(idOf())
})

test.each<[string, Said]>([
  ['no network', noNetwork],
  ['an answer that takes too long', impatient],
  ['429', refused(429, 'TooManyRequests')],
  ['503', refused(503, 'ServiceUnavailable')],
  ['500', refused(500, 'InternalError')],
  ['a gateway in between', () => new SyntaxError('Unexpected token <')],
  ['an answer that is cut off', () => new SyntaxError('Unexpected end of JSON input')],
  ['a refusal of something in between', Response.json({ blocked: true }, { status: 403 })],
])('%s: the same request goes out again', async (_, said) => {
  const { run, ids, slept } = answering(said, done())
  expect(await run()).toEqual({ id: 'operation' })
  expect(ids[1]).toBe(ids[0])
  expect(slept).toHaveLength(1)
})

test('waits as long as it is told, at least a moment, and not for an hour', async () => {
  const wait = (seconds: string) => refused(429, 'TooManyRequests', { 'Retry-After': seconds })
  const short = answering(wait('7'), wait('0'), wait('Wed, 21 Oct 2026 07:28:00 GMT'), done())
  await short.run()
  expect(short.slept).toEqual([7_000, 1_000, 6_000])
  const long = answering(wait('3600'))
  expect([await long.run(), long.slept]).toEqual(['TooManyRequests', []])
  expect(idOf()).toBe(long.ids[0])
})

test('gives up after six tries, and whoever clicks again asks for the same', async () => {
  const { run, ids } = answering(...Array.from({ length: 6 }, () => noNetwork), done())
  expect(await run()).toBe('Unreachable')
  expect(new Set(ids)).toEqual(new Set([idOf()]))
  expect(await run()).toEqual({ id: 'operation' })
  expect(ids[6]).toBe(ids[0])
})

test.each([
  [400, 'InvalidRequest'],
  [402, 'PaymentDeclined'],
  [403, 'Forbidden'],
  [409, 'NotEnoughLicenses'],
  [412, 'PreconditionFailed'],
])('%s %s is an answer: the next click is another action', async (status, code) => {
  const { run, ids, slept } = answering(noNetwork, refused(status, code))
  expect(await run()).toBe(code)
  expect([slept.length, ids.length]).toEqual([1, 2])
  expect(ids).not.toContain(idOf())
})

test.each<[string, Said]>([
  ['who has to sign in first', refused(401, 'Unauthorized')],
  ['a sign-in that nobody can renew', new Problem('Unauthorized', 'Signed out.')],
  ['a fault of ours', new Error('Alas')],
])('%s: nobody knows what became of it, so its id is kept', async (_, said) => {
  const { run, ids } = answering(said)
  await run()
  expect(ids).toEqual([idOf()])
})

function storage(): Storage {
  const kept = new Map<string, string>()
  return {
    get length() {
      return kept.size
    },
    key: (place) => [...kept.keys()][place] ?? null,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
    clear: () => kept.clear(),
  }
}
