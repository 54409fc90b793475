import { expect, test } from 'vitest'
import { type Difference, verdictOf } from './verdict.ts'

const difference: Difference = { of: 'documents', tests: ['documents b'], what: 'b differs', sources: ['x'] }

function report(...tests: [title: string, status: string][]) {
  const status = tests.some(([, one]) => one === 'failed') ? 'failed' : 'passed'
  const assertionResults = tests.map(([fullName, one]) => ({ fullName, status: one }))
  return { testResults: [{ name: 'a.test.ts', status, assertionResults }] }
}
const onEmulator = new Set(['documents'] as const)

test('what passed is well, and what is skipped is named', () => {
  const verdict = verdictOf(report(['documents a', 'passed'], ['documents b', 'skipped']), [], onEmulator)
  expect(verdict).toMatchObject({ passed: 1, failed: [], skipped: ['documents b'], isWell: true })
})

test('one failure is not well', () => {
  const verdict = verdictOf(report(['documents a', 'passed'], ['documents b', 'failed']), [], onEmulator)
  expect(verdict).toMatchObject({ passed: 1, failed: ['documents b'], isWell: false })
})

test('what is known of an emulator is no failure there, and one on the service', () => {
  const both = report(['documents a', 'passed'], ['documents b', 'failed'])
  expect(verdictOf(both, [difference], onEmulator)).toMatchObject({
    failed: [],
    known: [{ test: 'documents b', difference }],
    isWell: true,
  })
  expect(verdictOf(both, [difference], new Set())).toMatchObject({ failed: ['documents b'], isWell: false })
})

test('what is known of an emulator and passes there is told, so that the list stays true', () => {
  const verdict = verdictOf(report(['documents b', 'passed']), [difference], onEmulator)
  expect(verdict).toMatchObject({ over: [{ test: 'documents b', difference }], isWell: true })
})

test('nothing run is no pass: no report, no test, all skipped, or nothing but known differences', () => {
  for (const nothing of [undefined, { testResults: [] }, report(['documents a', 'skipped'])])
    expect(verdictOf(nothing, [], onEmulator).isWell).toBe(false)
  expect(verdictOf(report(['documents b', 'failed']), [difference], onEmulator).isWell).toBe(false)
})

test('a file that did not load is a failure, also beside one that passed', () => {
  const { testResults } = report(['documents a', 'passed'])
  const broken = { name: 'b.test.ts', status: 'failed', assertionResults: [] }
  expect(verdictOf({ testResults: [...testResults, broken] }, [], onEmulator)).toMatchObject({
    failed: ['b.test.ts: it did not load, or its hooks failed'],
    isWell: false,
  })
})
