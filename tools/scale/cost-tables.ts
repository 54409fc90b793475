import { activity, rhythm } from './activity.ts'
import { billOf, demandOf, type Facts, planOf } from './cost.ts'
import { figure, type MadeTables, markdown } from './made-tables.ts'
import { population } from './population.ts'
import priceList from './prices.json' with { type: 'json' }

const { prices } = priceList
/** A Premium namespace in the place of a Standard one, and an endpoint for each of store, queues, files, keys, logs. */
const privateNetwork = prices.busPremium.price - prices.busBase.price + 5 * prices.privateEndpoint.price

export const sizes = [100, 10_000, 1_000_000] as const
const logicalPartitionGb = 20
const largestOrganisation = population.mostPeople

/** The tables of docs/scale.md that are arithmetic: from what was measured, the assumptions and the price list. */
export function costTables(facts: Facts): MadeTables {
  return {
    cost: costTable(facts),
    plan: planTable(facts),
    measured: measuredTable(facts),
    activity: activityTable(),
    partition: partitionTable(facts),
    sweep: sweepTable(facts),
    prices: pricesTable(),
  }
}

const inSizes = (head: string) => [head, ...sizes.map((size) => figure(size))]

function costTable(facts: Facts): string {
  const bills = sizes.map((size) => {
    const demand = demandOf(size, facts)
    return billOf(demand, planOf(demand, facts), facts)
  })
  const [first = []] = bills
  const totals = bills.map((bill) => bill.reduce((sum, { amount }) => sum + amount, 0))
  const rows = first.map(({ name }, at) => [name, ...bills.map((bill) => dollars(bill[at]?.amount ?? 0))])
  return markdown(inSizes('USD a month, organisations'), [
    ...rows,
    ['**In all**', ...totals.map((total) => `**${dollars(total)}**`)],
    ['For each organisation', ...totals.map((total, at) => figure(total / (sizes[at] ?? 1)))],
    ['In a private network besides', ...sizes.map(() => dollars(privateNetwork))],
    [
      'Cosmos DB in a second region besides',
      ...bills.map((bill) => dollars((bill[0]?.amount ?? 0) + (bill[1]?.amount ?? 0))),
    ],
  ])
}

function planTable(facts: Facts): string {
  const columns = sizes.map((size) => {
    const demand = demandOf(size, facts)
    return { demand, plan: planOf(demand, facts) }
  })
  const row = (name: string, of: (column: (typeof columns)[number]) => number) => [
    name,
    ...columns.map((column) => figure(of(column))),
  ]
  return markdown(inSizes('Organisations'), [
    row('People', ({ demand }) => demand.people),
    row('Calls a month', ({ demand }) => demand.calls),
    row('Request units a month', ({ demand }) => demand.requestUnits),
    row('Messages a month', ({ demand }) => demand.messages),
    row('Mails a month', ({ demand }) => demand.mails),
    row(`GB stored after ${rhythm.months} months`, ({ demand }) => demand.gb),
    row('Units a second in a busy hour', ({ plan }) => plan.busyUnitsPerSecond),
    row('The same, its busiest second', ({ plan }) => plan.peakUnitsPerSecond),
    row('A Monday’s take-overs besides', ({ plan }) => plan.mondayUnitsPerSecond),
    row('Autoscale maximum', ({ plan }) => plan.autoscaleMax),
    row('Physical partitions', ({ plan }) => plan.partitions),
    row('Units a second that one of them has', ({ plan }) => unitsEach(plan)),
    row('Calls and messages a second in a busy hour', ({ plan }) => plan.callsPerSecond),
    row('Instances that these keep busy', ({ plan }) => plan.busyInstances),
    row('The same, the busiest second', ({ plan }) => plan.peakInstances),
    row('Instances kept ready', ({ plan }) => plan.alwaysReady),
    row('Of the telemetry, kept', ({ plan }) => plan.spansKept),
  ])
}

function measuredTable({ costs }: Facts): string {
  const rows = Object.entries(costs).map(([name, cost]) => [
    name,
    ...[
      cost.requests,
      cost.requestUnits,
      cost.executions,
      cost.messages,
      cost.mails,
      cost.bytesKept,
      cost.bytesForAWhile,
    ].map((value) => (value === 0 ? '0' : value.toLocaleString('en'))),
  ])
  const head = ['requests', 'units', 'executions', 'messages', 'mails', 'bytes kept', 'bytes for a while']
  return markdown(['Measured', ...head], rows)
}

function activityTable(): string {
  const rows = Object.entries(activity).map(([name, { each, person }]) => [
    name,
    figure(each),
    figure(person),
  ])
  return markdown(['Times a month', 'each organisation', 'each person'], rows)
}

function partitionTable({ costs, bytes }: Facts): string {
  const room = (logicalPartitionGb * 1e9) / rhythm.indexFactor
  const kinds = ['assignment', 'user', 'audit', 'mail', 'operation', 'invoice', 'purchase', 'subscription']
  const grown = Object.entries(activity).reduce(
    (sum, [name, { each, person }]) =>
      sum + (costs[name]?.bytesKept ?? 0) * (each + person * largestOrganisation),
    0,
  )
  const { user = 0, assignment = 0 } = bytes
  const held = population.selfServiceSeats + population.centralSeats
  const standing = largestOrganisation * (user + held * assignment)
  return [
    markdown(
      ['Document', 'bytes', `millions in ${logicalPartitionGb} GB`],
      kinds.map((kind) => [kind, figure(bytes[kind] ?? 0), figure(room / (bytes[kind] ?? 1) / 1e6)]),
    ),
    '',
    markdown(
      [`An organisation of ${figure(largestOrganisation)} people`, ''],
      [
        ['stores at the beginning, MB', figure((standing * rhythm.indexFactor) / 1e6)],
        ['and each month so many MB more', figure((grown * rhythm.indexFactor) / 1e6)],
        [`reaches ${logicalPartitionGb} GB after so many years`, figure((room - standing) / grown / 12)],
      ],
    ),
  ].join('\n')
}

function sweepTable({ sweep }: Facts): string {
  const counts = [1, 5, 25, 100, 500, 2_000]
  const rows = counts.map((count) => {
    const requests = sweep.requests + sweep.requestsEach * count
    const units = sweep.requestUnits + sweep.requestUnitsEach * count
    return [
      figure(count),
      figure(requests),
      figure(units),
      figure(units / rhythm.sweepEverySeconds / count),
      figure(requests * 0.005),
    ]
  })
  const head = [
    'requests a look',
    'units a look',
    'units a second and partition',
    'seconds at 5 ms a request',
  ]
  return markdown(['Physical partitions', ...head], rows)
}

function pricesTable(): string {
  const rows = Object.values(prices).map(({ price, per, source }) => [
    per,
    price.toLocaleString('en', { maximumFractionDigits: 6 }),
    source,
  ])
  return markdown([`${priceList.currency} for each`, 'price', 'from'], rows)
}

function unitsEach({ autoscaleMax, partitions }: ReturnType<typeof planOf>): number {
  return Math.min(10_000, autoscaleMax / partitions)
}

function dollars(amount: number): string {
  return amount.toLocaleString('en', {
    maximumFractionDigits: amount < 100 ? 2 : 0,
    minimumFractionDigits: 0,
  })
}
