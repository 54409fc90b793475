import { describe, expect, test } from 'vitest'
import {
  claimFaults,
  type Requirements,
  type Row,
  requirementsPage,
  runFaults,
  type TestResult,
  type TestTitle,
} from '#tools/rules/requirements.ts'

/** What `npm run check` and `npm run requirements` say of titles and results, each fault made on purpose. */

const row = (id: string): Row => ({ id, group: 'A. Seats', who: 'Admin', rule: 'A rule', mustShow: 'It' })
const titled = (title: string): TestTitle => ({ file: 'test/a.test.ts', title })
const ran = (title: string, status: TestResult['status']): TestResult => ({ ...titled(title), status })
const asked = (over: Partial<Requirements> = {}): Requirements => ({
  rows: [row('R001'), row('B01')],
  open: {},
  informative: {},
  ...over,
})
const both = [titled('R001 something'), titled('something else (B01)')]
const page = 'Seats\nare given.'

/** What is said of titles, where a page of ours has a sentence over two lines. */
const faultsOf = (titles: readonly TestTitle[], over: Partial<Requirements> = {}) =>
  claimFaults(asked(over), titles, () => page)

describe('titles', () => {
  test('are right where each row has a test, a sentence or a reason', () => {
    expect(faultsOf(both)).toEqual([])
    expect(faultsOf(both.slice(1), { open: { R001: 'later' } })).toEqual([])
    expect(faultsOf([...both, titled('a tax id: NL００４４９５４４５B99, BE12R99')])).toEqual([])
    const informative = { R001: { file: 'README.md', sentence: 'Seats are given.' } }
    expect(faultsOf(both.slice(1), { informative })).toEqual([])
  })

  test.each<[string, TestTitle[], Partial<Requirements>, string]>([
    ['a row without a test', both.slice(1), {}, 'R001 is named by no test'],
    ['a row that there is not', [...both, titled('R999 more')], {}, 'names R999, which is no row'],
    ['an id with a digit too many', [...both, titled('R0010 more')], {}, 'names R0010, which is no row'],
    ['a range', [...both, titled('R001 to R003 more')], {}, 'write each id'],
    ['a range of ids', [...both, titled('more (B01-B02)')], {}, 'write each id'],
    [
      'an open row that a test shows',
      both,
      { open: { B01: 'later' } },
      'B01 is listed as open, and is shown',
    ],
    ['an open row that there is not', both, { open: { B99: 'later' } }, 'B99 is no row'],
    [
      'a sentence that is not there word for word',
      both.slice(1),
      { informative: { R001: { file: 'README.md', sentence: 'Seats were given.' } } },
      'README.md does not say',
    ],
    [
      'an open row that is said',
      both.slice(1),
      { open: { R001: 'later' }, informative: { R001: { file: 'README.md', sentence: 'Seats are given.' } } },
      'R001 is listed as open, and is shown',
    ],
  ])('are wrong with %s', (_, titles, over, fault) => {
    expect(faultsOf(titles, over).join('\n')).toContain(fault)
  })
})

describe('results', () => {
  const passed = [ran('R001 something', 'passed'), ran('something else (B01)', 'passed')]

  test('are right where each row has a test that passed and none that failed', () => {
    expect(runFaults(asked(), both, passed)).toEqual([])
    expect(runFaults(asked(), both, [...passed, ran('R001 elsewhere', 'skipped')])).toEqual([])
    expect(runFaults(asked({ open: { R001: 'later' } }), both.slice(1), passed.slice(1))).toEqual([])
  })

  test.each<[string, TestResult[], string]>([
    ['a test that failed', [...passed, ran('R001 more', 'failed')], 'R001 fails: R001 more'],
    ['tests that were all skipped', [ran('R001 something', 'skipped'), ...passed.slice(1)], 'R001: no test'],
    ['tests that were not run', passed.slice(1), 'R001: no test that names it has passed'],
    ['an id that a table filled in', [...passed, ran('R123 more', 'passed')], 'R123 is filled into'],
    [
      'a row that a table filled into a title elsewhere',
      [...passed, { ...ran('R001 more', 'passed'), file: 'test/b.test.ts' }],
      'R001 is filled into',
    ],
  ])('are wrong with %s', (_, results, fault) => {
    expect(runFaults(asked(), both, results).join('\n')).toContain(fault)
  })
})

test('the page is the same in whatever order the tests come, and names each test once', () => {
  const titles = [...both, titled('R001 something'), titled('R001 more')]
  const written = requirementsPage(asked(), titles)
  expect(requirementsPage(asked(), titles.toReversed())).toBe(written)
  expect(written.match(/^- `test\/a\.test\.ts`: .*$/gm)).toEqual([
    '- `test/a.test.ts`: R001 more',
    '- `test/a.test.ts`: R001 something',
    '- `test/a.test.ts`: something else (B01)',
  ])
})
