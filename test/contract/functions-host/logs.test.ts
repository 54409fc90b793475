import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually, killAllHosts, type RunningHost, runHost } from './run-host.ts'

/** What the product logs with, under the host: the real one shows the lines of an invocation together. */

let host: RunningHost
const ids = new Map<string, string>()
const lines = () => `${host.stdout()}\n${host.stderr()}`.split('\n')

beforeAll(async () => {
  host = await runHost('log-app', { triggers: ['http'] })
  const names = ['a', 'b', 'c']
  const answers = await Promise.all(names.map((name) => fetch(`${host.url}/${name}`)))
  for (const [at, answer] of answers.entries()) {
    const { invocationId } = (await answer.json()) as { readonly invocationId: string }
    ids.set(names[at] ?? '', invocationId)
  }
  await eventually(() => lines().filter((line) => line.includes('is late')).length === 3 || undefined)
})
afterAll(killAllHosts)

test('each line of an invocation says which, also where several run side by side', () => {
  expect(new Set(ids.values()).size).toBe(3)
  for (const [name, id] of ids) {
    const its = (message: object) => `[Function.log.User] ${id}: ${JSON.stringify(message)}`
    const fails = its({ level: 'error', message: `${name} fails: %s %d` })
    const warns = its({ level: 'warning', message: `${name} warns`, at: 7 })
    const begins = its({ level: 'info', message: `${name} begins` })
    expect(lines().filter((line) => line.includes(id) && line.includes('User]'))).toEqual([
      begins,
      warns,
      warns,
      fails,
      fails,
    ])
  }
})

test('what is logged after the end of an invocation says by itself whose it was, and nobody is warned of it', () => {
  for (const [name, invocationId] of ids)
    expect(lines()).toContain(JSON.stringify({ level: 'warning', message: `${name} is late`, invocationId }))
  expect(lines().join()).not.toContain('Unexpected call')
})

test('what belongs to none goes to the console', () => {
  expect(lines()).toContain('{"level":"info","message":"while it loads"}')
})
