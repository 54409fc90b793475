import { expect, test } from 'vitest'
import { nextSteps } from '../api/next-step.ts'
import { answered, type Problem, retryAfterMsOf } from '../api/problem.ts'
import { en } from './words.en.ts'
import { nl } from './words.nl.ts'

const error = {
  code: 'NotEnoughLicenses',
  message: 'There are not enough free licences.',
  target: 'targetSubscriptionId',
  details: [{ code: 'InvalidRequest', message: 'Too few', target: 'quantity' }],
  innererror: { needed: 20, available: 18 },
} as const

async function problemOf(status: number, body: unknown, headers: Record<string, string> = {}) {
  const response = Response.json(body, { status, headers })
  return answered(Promise.resolve({ error: body, response })).then(
    () => expect.unreachable(),
    (problem: unknown) => problem as Problem,
  )
}

test('an envelope becomes its words, its facts, the id to tell, and a next step', async () => {
  const problem = await problemOf(409, { error }, { 'x-ms-request-id': 'abc', 'Retry-After': '3' })
  expect(problem).toMatchObject({
    code: 'NotEnoughLicenses',
    message: error.message,
    status: 409,
    requestId: 'abc',
    retryAfterMs: 3_000,
    target: 'targetSubscriptionId',
    facts: { needed: 20, available: 18 },
    details: error.details,
    passes: false,
  })
  expect(nextSteps[problem.code]).toBe('licenses')
})

test.each<[string, number, unknown, string, boolean]>([
  ['no envelope', 418, {}, 'NotUnderstood', false],
  ['a page of a gateway', 502, '<h1>', 'NotUnderstood', true],
  ['no body', 404, undefined, 'NotUnderstood', false],
  ['another shape', 400, { error: 'Alas' }, 'NotUnderstood', false],
  ['too many requests', 429, { error: { code: 'TooManyRequests', message: '' } }, 'TooManyRequests', true],
  ['a fault there', 500, { error: { code: 'InternalError', message: '' } }, 'InternalError', true],
])('%s', async (_, status, body, code, passes) => {
  expect(await problemOf(status, body ?? null)).toMatchObject({ code, passes })
})

test('no network and no patience are one thing, and a fault of ours is another', async () => {
  const codeOf = (cause: unknown) =>
    answered(Promise.reject(cause)).catch((problem) => problem.code ?? problem)
  expect(await codeOf(new TypeError('Failed to fetch'))).toBe('Unreachable')
  expect(await codeOf(new DOMException('', 'TimeoutError'))).toBe('Unreachable')
  expect(await codeOf(new SyntaxError('<'))).toBe('NotUnderstood')
  const aborted = new DOMException('', 'AbortError')
  expect(await answered(Promise.reject(aborted)).catch((cause) => cause)).toBe(aborted)
})

test.each([
  ['2', 2_000],
  ['0', 0],
  ['-5', 0],
  ['soon', undefined],
  ['', undefined],
  ['Infinity', undefined],
  [undefined, undefined],
])('Retry-After: %s', (text, ms) => {
  const headers: HeadersInit = text === undefined ? {} : { 'Retry-After': text }
  expect(retryAfterMsOf(new Response(null, { headers }))).toBe(ms)
})

test('every next step has its sentence in both languages', () => {
  for (const words of [en, nl])
    for (const step of Object.values(nextSteps)) expect(words.next_[step], step).toMatch(/[.:]$/)
})
