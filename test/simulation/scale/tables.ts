import { rhythm } from '#tools/scale/activity.ts'
import { figure, type MadeTables, markdown, percentile } from '#tools/scale/made-tables.ts'
import type { Morning } from './morning.ts'
import { monday, oneOrganisation } from './scenarios.ts'

/** The tables of docs/scale.md that are played; `tell` hears of each row as it is there. */
export async function morningTables(seed: number, tell: (line: string) => void): Promise<MadeTables> {
  const mornings: {
    readonly organisations: number
    readonly instances: number
    readonly withinMs: number
  }[] = []
  const minute = rhythm.mondaySeconds * 1_000
  for (const [organisations, counts] of [
    [100, [40]],
    [10_000, [1, 4, 40]],
    [100_000, [1, 4, 40]],
    [1_000_000, [1, 4, 40]],
  ] as const)
    for (const instances of counts) mornings.push({ organisations, instances, withinMs: minute })
  mornings.push(
    { organisations: 10_000, instances: 40, withinMs: 1_000 },
    { organisations: 1_000_000, instances: 40, withinMs: 1_000 },
  )
  const rows: string[][] = []
  const grown: { readonly takeOvers: number; readonly morning: Morning }[] = []
  for (const { organisations, instances, withinMs } of mornings) {
    const model = { instancesMax: instances }
    const morning = await monday({ organisations, seed, model, withinMs })
    rows.push([figure(organisations), figure(withinMs / 1_000), figure(instances), ...cellsOf(morning)])
    tell(rows.at(-1)?.join('  ') ?? '')
    if (instances === 40 && withinMs === minute) grown.push({ takeOvers: morning.takeOvers, morning })
  }
  return {
    monday: markdown([...['organisations', 'within, s', 'instances at most'], ...columns], rows),
    growth: growthTable(grown),
    pace: await paceTable(seed, tell),
    mails: await mailTable(seed, tell),
  }
}

export const columns = [
  'take-overs',
  'accepted, p95, s',
  'p50, s',
  'p95, s',
  'longest, s',
  'units',
  '429',
  '“not now”',
  'messages',
  'oldest message, s',
  'instances, jobs / HTTP',
  'not done',
]

export function cellsOf(morning: Morning): string[] {
  const { takeOvers, succeeded, acceptedMs, tookMs } = morning
  return [
    figure(takeOvers),
    seconds(acceptedMs, 95),
    seconds(tookMs, 50),
    seconds(tookMs, 95),
    seconds(tookMs, 100),
    figure(Math.round(morning.requestUnits)),
    figure(morning.throttled),
    figure(morning.notNow),
    figure(morning.messages),
    figure(morning.oldestMs / 1_000),
    `${morning.instances} / ${morning.httpInstances}`,
    figure(takeOvers - succeeded),
  ]
}

/** By which power of the number of take-overs each figure grows, from the fewest to the most. */
function growthTable(grown: readonly { readonly takeOvers: number; readonly morning: Morning }[]): string {
  const [least, most] = [grown[1], grown.at(-1)]
  if (!least || !most) throw new Error('Growth is seen between two sizes.')
  const exponent = (of: (morning: Morning) => number) =>
    (Math.log(of(most.morning) / of(least.morning)) / Math.log(most.takeOvers / least.takeOvers)).toFixed(2)
  return markdown(
    [`From ${figure(least.takeOvers)} to ${figure(most.takeOvers)} take-overs`, 'exponent'],
    [
      ['request units', exponent(({ requestUnits }) => requestUnits)],
      ['requests', exponent(({ requests }) => requests)],
      ['messages', exponent(({ messages }) => messages)],
      ['time of a take-over, p95', exponent(({ tookMs }) => percentile(tookMs, 95))],
    ],
  )
}

/** One organisation, as if nobody told the pace of refusals, and as it is. */
async function paceTable(seed: number, tell: (line: string) => void): Promise<string> {
  const rows: string[][] = []
  for (const moves of [16, 40, 100])
    for (const slowsDown of [false, true]) {
      const morning = await oneOrganisation({ moves, users: 1_000, seed }, { slowsDown })
      rows.push([
        figure(moves),
        slowsDown ? 'yes' : 'no',
        figure(morning.instances),
        seconds(morning.tookMs, 100),
        figure(Math.round(morning.requestUnits)),
        figure(morning.throttled),
        ...looksOf(morning),
        figure(morning.takeOvers - morning.succeeded),
      ])
      tell(rows.at(-1)?.join('  ') ?? '')
    }
  return markdown(
    [
      'moves of 1,000 users at once',
      'refusals slow down',
      'instances',
      'longest, s',
      'units',
      '429',
      'looks, p50, ms',
      'p95, ms',
      'slower than 50 ms',
      'not done',
    ],
    rows,
  )
}

export function looksOf({ looksMs }: Morning): string[] {
  const slow = looksMs.filter((ms) => ms > 50).length
  return [
    figure(percentile(looksMs, 50)),
    figure(percentile(looksMs, 95)),
    `${Math.round((100 * slow) / looksMs.length)} %`,
  ]
}

async function mailTable(seed: number, tell: (line: string) => void): Promise<string> {
  const rows: string[][] = []
  for (const [takeOvers, mailsPerMinute, mailsPerHour] of [
    [100, 30, 100],
    [200, 30, 100],
    [1_000, 30, 100],
    [1_000, 500, 5_000],
  ] as const) {
    const model = { mailsPerMinute, mailsPerHour }
    const morning = await monday({ organisations: takeOvers * 100, seed, model })
    rows.push([
      ...[takeOvers, mailsPerMinute, mailsPerHour, morning.mails].map(figure),
      (morning.lastMailMs / 3_600_000).toFixed(2),
      ...[morning.dead, Math.round(morning.requestUnits), morning.messages].map(figure),
    ])
    tell(rows.at(-1)?.join('  ') ?? '')
  }
  const quota = ['taken in a minute', 'in an hour']
  const outcome = ['sent', 'the last after, h', 'dead letters', 'units, all in all', 'messages']
  return markdown(['mails at once', ...quota, ...outcome], rows)
}

function seconds(values: readonly number[], percent: number): string {
  return values.length === 0 ? '' : (percentile(values, percent) / 1_000).toFixed(1)
}
