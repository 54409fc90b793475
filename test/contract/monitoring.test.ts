import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import rules from '#infra/telemetry/alerts.json' with { type: 'json' }
import measured from '#infra/telemetry/metrics.json' with { type: 'json' }
import workbook from '#infra/telemetry/workbook.json' with { type: 'json' }
import { monitoringFaults } from '#tools/rules/monitoring.ts'

const bicep = readFileSync('infra/telemetry/alerts.bicep', 'utf8')
const runbooks = [
  'dead-letters',
  'stuck-operation',
  'lost-region',
  'rotation',
  'restore',
  'personal-data',
  'deploy',
]

describe('what watches the product', () => {
  test('looks at every metric, and at none that is not measured', () => {
    expect(monitoringFaults(measured, rules, workbook)).toEqual([])
  })

  test('hears of each way in which a mail or a charge comes to nothing', () => {
    const well = ['sent', 'succeeded', 'declined']
    const told = ['seatwarden.mails', 'seatwarden.charges'] as const
    for (const name of told) {
      const outcomes = measured.metrics[name].attributes.outcome
        .replaceAll(/ \([^)]*\)/g, '')
        .split(/, | or /)
      const query = rules
        .flatMap((rule) => (rule.query.join().includes(`'${name}'`) ? rule.query : []))
        .join()
      expect(outcomes.length).toBeGreaterThan(3)
      const unheard = outcomes.filter((outcome) => !well.includes(outcome) && !query.includes(`'${outcome}'`))
      expect(unheard, name).toEqual([])
    }
  })

  test('has a threshold for each rule, and no threshold for none', () => {
    const [, table = ''] = /var thresholds = \{\n(.*?)\n\}/s.exec(bicep) ?? []
    const named = [...table.matchAll(/^ {2}'?([\w-]+)'?: \w+$/gm)].map(([, name]) => name)
    expect(named.toSorted()).toEqual(rules.map(({ name }) => name).toSorted())
  })

  test('names a runbook in each of its alerts', () => {
    const inBicep = [...bicep.matchAll(/Runbook: docs\/operate\/([\w-]+)\.md/g)].map(([, name]) => name)
    expect(inBicep).toHaveLength(4)
    for (const name of [...inBicep, ...rules.map(({ runbook }) => runbook.replace('.md', ''))])
      expect(runbooks).toContain(name)
  })
})

describe('a mistake in it is found', () => {
  type Parts = Parameters<typeof monitoringFaults>
  const faultsOf = (change: (text: string) => string) => {
    const changed = change(JSON.stringify([measured, rules, workbook]))
    return monitoringFaults(...(JSON.parse(changed) as Parts))
  }
  const planted: [string, string, string, string][] = [
    [
      'a metric in an alert',
      "Name == 'seatwarden.throttles'",
      "Name == 'seatwarden.throttle'",
      'there is no metric',
    ],
    [
      'a metric in the workbook',
      "'seatwarden.users.moved'",
      "'seatwarden.users_moved'",
      'there is no metric',
    ],
    [
      'a metric that nobody looks at',
      '"seatwarden.users.moved"',
      '"seatwarden.users.left"',
      'nobody looks at it',
    ],
    ['an attribute', 'Properties.code', 'Properties.reason', 'has no attribute'],
    ['a value of an attribute', "('unknown'", "('unkown'", 'is never unkown'],
    ['a table', 'AppDependencies', 'Dependencies', 'there is no table'],
    ['a column to split by', '"by":["Organisation"]', '"by":["Tenant"]', 'gives no Tenant'],
    [
      'a window that is too short',
      '"every":"PT1H","window":"P1D"',
      '"every":"PT1H","window":"PT5M"',
      'look at everything',
    ],
    ['a severity', '"severity":3', '"severity":5', 'severity from 0'],
    ['a parameter of the workbook', '{TimeRange:grain}', '{Range:grain}', 'no parameter Range'],
  ]
  test.each(planted)('in %s', (_where, right, wrong, fault) => {
    expect(faultsOf((text) => text)).toEqual([])
    const seen: string[] = []
    const faults = faultsOf((text) => {
      if (text.includes(right)) seen.push(right)
      return text.replace(right, wrong)
    })
    expect(seen).toEqual([right])
    expect(faults.join('\n')).toContain(fault)
  })
})
