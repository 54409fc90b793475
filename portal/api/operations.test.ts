import { expect, test } from 'vitest'
import { bellEveryMs, isUnfinished, pollEveryMs, pollOperationMs } from './operations.ts'
import { Problem } from './problem.ts'

test.each([
  [undefined, false, 2_000],
  [5_000, false, 5_000],
  [0, false, 1_000],
  [undefined, true, 15_000],
  [1_000, true, 15_000],
  [60_000, true, 60_000],
])('told %s ms, hidden %s: asks again after %s ms', (retryAfterMs, hidden, ms) => {
  expect(pollEveryMs(retryAfterMs, hidden)).toBe(ms)
})

const problem = (status: number, code: 'NotFound' | 'ServiceUnavailable', headers = {}) =>
  new Problem(code, '', new Response(null, { status, headers }))
const held = (status: 'Running' | 'Paused' | 'Succeeded') => ({
  operation: { status },
  retryAfterMs: undefined,
})

test('an operation is asked for until it ends, or until it is refused', () => {
  expect(pollOperationMs(held('Running'), null, false)).toBe(2_000)
  expect(pollOperationMs(held('Succeeded'), null, false)).toBe(false)
  expect(pollOperationMs(undefined, null, false)).toBe(2_000)
  const mailWaits = { operation: { status: 'Succeeded', mail: { status: 'queued' } } } as const
  expect(pollOperationMs({ ...mailWaits, retryAfterMs: undefined } as never, null, false)).toBe(2_000)
  expect(pollOperationMs(undefined, problem(404, 'NotFound'), false)).toBe(false)
  expect(pollOperationMs(held('Running'), problem(404, 'NotFound'), false)).toBe(false)
  expect(pollOperationMs(held('Running'), new Problem('Unauthorized', ''), false)).toBe(false)
  expect(pollOperationMs(held('Running'), new Problem('Unreachable', ''), false)).toBe(2_000)
  const told = problem(503, 'ServiceUnavailable', { 'Retry-After': '9' })
  expect(pollOperationMs(held('Running'), told, false)).toBe(9_000)
})

test('B11 a plan is asked for seldom until its time is near', () => {
  const planned = (aheadMs: number) => ({
    operation: {
      status: 'NotStarted',
      isWaiting: true,
      startAt: new Date(Date.now() + aheadMs).toISOString(),
    } as const,
    retryAfterMs: undefined,
  })
  expect(pollOperationMs(planned(3_600_000), null, false)).toBe(15_000)
  expect(pollOperationMs(planned(30_000), null, false)).toBe(2_000)
  expect(pollOperationMs(planned(-1_000), null, false)).toBe(2_000)
})

test('an unfinished operation is one that may still change', () => {
  const statuses = ['NotStarted', 'Running', 'Paused', 'Succeeded', 'Failed', 'Canceled'] as const
  expect(statuses.filter((status) => isUnfinished({ status }))).toEqual(['NotStarted', 'Running', 'Paused'])
})

test('the bell asks often only while something moves', () => {
  expect(bellEveryMs([])).toBe(20_000)
  expect(bellEveryMs([{ status: 'Succeeded' }])).toBe(20_000)
  expect(bellEveryMs([{ status: 'Paused' }])).toBe(20_000)
  expect(bellEveryMs([{ status: 'Running', needsAttention: true }])).toBe(20_000)
  expect(bellEveryMs([{ status: 'NotStarted' }])).toBe(3_000)
  expect(bellEveryMs([{ status: 'NotStarted', isWaiting: true }])).toBe(20_000)
  expect(bellEveryMs([{ status: 'Paused' }, { status: 'Running' }])).toBe(3_000)
})
