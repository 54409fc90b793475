import { expect, test } from 'vitest'
import { type Difference, verdictOf } from './verdict.ts'

const difference: Difference = { of: 'documents', tests: ['documents b'], what: 'b differs', sources: ['x'] }
const emulators = new Set(['documents'] as const)

function report(...tests: [title: string, status: string][]) {
  const status = tests.some(([, one]) => one === 'failed') ? 'failed' : 'passed'
  const assertionResults = tests.map(([fullName, one]) => ({ fullName, status: one }))
  return { testResults: [{ name: '/x/test/endpoints/a.test.ts', status, assertionResults }] }
}
/** On an emulator that is known to differ in b. */
const onEmulator = (...tests: Parameters<typeof report>) =>
  verdictOf({ report: report(...tests), differences: [difference], emulators })

test('what passed is well', () => {
  expect(onEmulator(['documents a', 'passed'])).toMatchObject({ passed: 1, failed: [], isWell: true })
})

test('one failure is not well', () => {
  expect(onEmulator(['documents a', 'failed'], ['documents c', 'passed'])).toMatchObject({
    passed: 1,
    failed: ['documents a'],
    isWell: false,
  })
})

test('what is known of an emulator is no failure there, and one on the service', () => {
  const both: Parameters<typeof report> = [
    ['documents a', 'passed'],
    ['documents b', 'failed'],
  ]
  expect(onEmulator(...both)).toMatchObject({ failed: [], known: new Map([[difference, 1]]), isWell: true })
  const onService = { report: report(...both), differences: [difference], emulators: new Set<never>() }
  expect(verdictOf(onService)).toMatchObject({ failed: ['documents b'], isWell: false })
})

test('what is known of an emulator and passes there is told, so that the list stays true', () => {
  const { over, isWell } = onEmulator(['documents b', 'passed'])
  expect([over, isWell]).toEqual([new Map([[difference, 1]]), true])
})

test('nothing run is no pass: no report, no test, all skipped, or nothing but known differences', () => {
  const of = (nothing: ReturnType<typeof report> | undefined) =>
    verdictOf({ report: nothing, differences: [], emulators, isPart: true })
  for (const nothing of [undefined, { testResults: [] }, report(['documents a', 'skipped'])])
    expect(of(nothing).isWell).toBe(false)
  expect(onEmulator(['documents b', 'failed']).isWell).toBe(false)
})

test('a file that did not load is a failure, also beside one that passed', () => {
  const { testResults } = report(['documents a', 'passed'])
  const broken = { name: 'b.test.ts', status: 'failed', assertionResults: [] }
  const both = { testResults: [...testResults, broken] }
  expect(verdictOf({ report: both, differences: [], emulators })).toMatchObject({
    failed: ['b.test.ts: it did not load, or its hooks failed'],
    isWell: false,
  })
})

test('what a failed hook kept from being run is a failure, though beside it only what is known has failed', () => {
  const all: Parameters<typeof report> = [
    ['documents a', 'passed'],
    ['documents b', 'failed'],
    ['documents c', 'skipped'],
  ]
  expect(onEmulator(...all)).toMatchObject({ failed: ['documents c: it was not reached'], isWell: false })
  const part = { report: report(...all), differences: [difference], emulators, isPart: true }
  expect(verdictOf(part)).toMatchObject({ skipped: ['documents c'], isWell: true })
})
