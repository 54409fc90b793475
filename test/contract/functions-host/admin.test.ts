import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually, killAllHosts, type RunningHost, runHost } from './run-host.ts'

let host: RunningHost
beforeAll(async () => {
  host = await runHost('timer-app', {
    settings: { EVERY_SECOND: '* * * * * *' },
    triggers: ['queue', 'timer'],
    adminPort: 0,
  })
})
afterAll(killAllHosts)

const json = { 'content-type': 'application/json' }

async function post(
  path: string,
  body: string = JSON.stringify({ input: '' }),
  headers: Readonly<Record<string, string>> = json,
) {
  const answer = await fetch(`${host.adminUrl}${path}`, { method: 'POST', headers, body })
  return { status: answer.status, text: await answer.text() }
}

const linesOf = (start: string) =>
  host
    .stdout()
    .split('\n')
    .filter((line) => line.startsWith(start))

describe('POST /admin/functions/{name} (B26)', () => {
  test('runs a timer function now, whatever its schedule says, and answers 202 at once', async () => {
    expect(await post('/admin/functions/by-hand')).toEqual({ status: 202, text: '' })
    await eventually(() => linesOf('hand ends').length === 1 || undefined)
    const timer = JSON.parse(linesOf('hand begins')[0]?.slice('hand begins '.length) ?? '')
    expect(timer).toMatchObject({ isPastDue: false })
    expect(timer.scheduleStatus.next).toMatch(/-01-01T00:00:00\.000Z$/)
  })

  test('takes the name in any case, as the real host does', async () => {
    const before = linesOf('hand ends').length
    expect((await post('/admin/functions/By-Hand')).status).toBe(202)
    await eventually(() => linesOf('hand ends').length === before + 1 || undefined)
  })

  test('never lets a function run beside itself: who asks meanwhile gets one more run', async () => {
    const before = linesOf('hand ends').length
    const running = await post('/admin/functions/by-hand')
    await eventually(() => linesOf('hand begins').length === before + 1 || undefined)
    const others = await Promise.all([1, 2, 3].map(() => post('/admin/functions/by-hand')))
    expect([running, ...others].map(({ status }) => status)).toEqual([202, 202, 202, 202])
    await eventually(() => linesOf('hand ends').length === before + 2 || undefined)
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(linesOf('hand begins')).toHaveLength(before + 2)
    expect(new Set(linesOf('hand ends'))).toEqual(new Set(['hand ends 1']))
  })

  test('waits for a run by schedule, and that for it', async () => {
    const before = linesOf('slow').length
    for (let times = 0; times < 5; times += 1) await post('/admin/functions/slow')
    await eventually(() => linesOf('slow').length > before + 3 || undefined)
    expect(new Set(linesOf('slow'))).toEqual(new Set(['slow 1']))
  })

  test('knows no function of another name: 404', async () => {
    expect(await post('/admin/functions/nothing')).toEqual({ status: 404, text: '' })
    expect(await post('/functions/by-hand')).toEqual({ status: 404, text: '' })
  })

  test.each([
    ['no JSON', '{', json, 400],
    ['no object', '"x"', json, 400],
    ['an input that is no text', '{"input":1}', json, 400],
    ['nothing', '', json, 400],
    ['another type', '{"input":""}', { 'content-type': 'text/plain' }, 415],
    ['an input for a timer', '{"input":"x"}', json, 501],
  ])('refuses a body that is %s', async (_, body, headers, status) => {
    expect(await post('/admin/functions/by-hand', body, headers)).toMatchObject({ status })
  })

  test.each([
    ['GET', '/admin/functions/by-hand'],
    ['GET', '/admin/host/status'],
    ['POST', '/admin/host/restart'],
  ])('refuses by name what it does not do: %s %s', async (method, path) => {
    const answer = await fetch(`${host.adminUrl}${path}`, { method })
    expect([answer.status, await answer.text()]).toEqual([
      501,
      `${method} ${path} is not served by this host.\n`,
    ])
  })

  test('lists what the app has registered, whatever this process serves of it', async () => {
    const answer = await fetch(`${host.adminUrl}/admin/functions`)
    expect(answer.status).toBe(200)
    const listed = (await answer.json()) as { name: string }[]
    expect(listed.map(({ name }) => name)).toEqual(expect.arrayContaining([...host.functions]))
    const other = await runHost('http-app', { triggers: ['http'], adminPort: 0 })
    const names = (await (await fetch(`${other.adminUrl}/admin/functions`)).json()) as { name: string }[]
    expect(names.map(({ name }) => name).sort()).toEqual([...other.functions].sort())
    expect((await fetch(`${other.url}/admin/functions`)).status).toBe(404)
  })

  test('is for this machine alone: another Host or Origin is 403', async () => {
    const { port } = new URL(host.adminUrl)
    const status = (headers: Record<string, string>) =>
      new Promise((resolve) => {
        const options = { port, method: 'POST', path: '/admin/functions/by-hand', headers }
        request(options, (answer) => resolve(answer.resume().statusCode)).end('{"input":""}')
      })
    expect(await status({ ...json, host: `elsewhere.example:${port}` })).toBe(403)
    expect(await status({ ...json, origin: 'https://elsewhere.example' })).toBe(403)
    expect(await status({ ...json, origin: 'http://localhost:5173' })).toBe(202)
  })

  test('is not there for functions that are no timers: 501, and without adminPort nowhere', async () => {
    const other = await runHost('http-app', { adminPort: 0 })
    const [name = ''] = other.functions
    const path = `/admin/functions/${name}`
    const options = { method: 'POST', headers: json, body: '{"input":""}' }
    const answer = await fetch(`${other.adminUrl}${path}`, options)
    expect([answer.status, await answer.text()]).toEqual([
      501,
      `Function "${name}" is no timer that this process serves: only those are run by hand here.\n`,
    ])
    // Callers of the app do not reach it.
    expect((await fetch(`${other.url}${path}`, options)).status).toBe(404)
    expect((await runHost('http-app')).adminUrl).toBe('http://127.0.0.1:0')
  })

  test('ends with the process', async () => {
    expect(await host.stop()).toBe(0)
  })
})
