import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseNcrontab } from '#local/stand-ins/functions-host/ncrontab.ts'
import { parseSchedule } from '#local/stand-ins/functions-host/timer-source.ts'
import { eventually, killAllHosts, type RunningHost, runHost } from './run-host.ts'

afterAll(killAllHosts)

describe('a schedule', () => {
  test.each([
    ['* * * * * *', '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:01.000Z'],
    ['* * * * * *', '2026-01-01T00:00:00.999Z', '2026-01-01T00:00:01.000Z'],
    ['0 */5 * * * *', '2026-01-01T00:05:00.000Z', '2026-01-01T00:10:00.000Z'],
    ['0 3/20 * * * *', '2026-01-01T00:44:00.000Z', '2026-01-01T01:03:00.000Z'],
    ['15,45 0 9-17 * * 1-5', '2026-01-02T17:00:45.000Z', '2026-01-05T09:00:15.000Z'],
    ['0 30 9 * jan mon', '2026-01-27T00:00:00.000Z', '2027-01-04T09:30:00.000Z'],
    ['0 0 0 31 * *', '2026-04-01T00:00:00.000Z', '2026-05-31T00:00:00.000Z'],
    ['0 0 0 29 2 *', '2026-01-01T00:00:00.000Z', '2028-02-29T00:00:00.000Z'],
    ['0 0 0 29 2 sun', '2026-01-01T00:00:00.000Z', '2032-02-29T00:00:00.000Z'],
    ['0 0 12 13 * FRI', '2026-01-01T00:00:00.000Z', '2026-02-13T12:00:00.000Z'],
    ['59 59 23 31 12 *', '2026-12-31T23:59:59.000Z', '2027-12-31T23:59:59.000Z'],
    ['0 0-10/5,30 * * * *', '2026-01-01T00:10:00.000Z', '2026-01-01T00:30:00.000Z'],
  ])('%s after %s is at %s', (schedule, after, next) => {
    expect(new Date(parseNcrontab(schedule)(Date.parse(after)) ?? 0).toISOString()).toBe(next)
  })

  test('may be a TimeSpan', () => {
    expect(parseSchedule('00:00:15')(1_000)).toBe(16_000)
    expect(parseSchedule('1.00:00:00')(0)).toBe(86_400_000)
  })

  test.each([
    '* * * * *',
    '60 * * * * *',
    '* * 24 * * *',
    '* * * 0 * *',
    '* * * * 13 *',
    '* * * * * 7',
    '* * * * feb-jan *',
    '*/0 * * * * *',
    '0 0 0 L * *',
    '0 0 0 ? * *',
    '0 0 0 * * mon#2',
    '0 0 0 15W * *',
    '0 0 0 31 2 *',
    '@daily',
    '00:00:00',
    '0 0 0 , * *',
  ])('"%s" is refused by name', (schedule) => {
    expect(() => parseSchedule(schedule)).toThrow(`"${schedule}"`)
  })
})

describe('a timer function', () => {
  let host: RunningHost
  beforeAll(async () => {
    host = await runHost('timer-app', {
      settings: { EVERY_SECOND: '*/1 * * * * *' },
      triggers: ['queue', 'timer'],
    })
    await eventually(() => linesOf(host, 'tick').length >= 3 || undefined)
  })

  test('fires by its schedule, in a process without a port', () => {
    expect(host.functions).toEqual(['every-second', 'slow', 'by-hand', 'at-start', 'fails'])
    expect(host.port).toBe(0)
  })

  test('never runs beside itself', () => {
    const lines = linesOf(host, 'slow')
    expect(lines.length).toBeGreaterThan(3)
    expect(new Set(lines)).toEqual(new Set(['slow 1']))
  })

  test('runs on start when it says so, with its schedule and status', () => {
    const [line = ''] = linesOf(host, 'start')
    const timer = JSON.parse(line.slice('start '.length))
    expect(timer).toMatchObject({ isPastDue: false, schedule: { adjustForDST: true } })
    expect(timer.scheduleStatus.next).toMatch(/-01-01T00:00:00\.000Z$/)
    expect(JSON.parse(linesOf(host, 'tick')[0]?.slice('tick '.length) ?? '').scheduleStatus).toBeNull()
  })

  test('that fails is told of, and fires again', async () => {
    await eventually(
      () => (host.stderr().match(/"fails" failed: Error: no luck/g)?.length ?? 0) >= 2 || undefined,
    )
  })

  test('stops with the process', async () => {
    expect(await host.stop()).toBe(0)
  })
})

function linesOf(host: RunningHost, start: string): string[] {
  return host
    .stdout()
    .split('\n')
    .filter((line) => line.startsWith(start))
}
