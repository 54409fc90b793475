import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { missingForPortal } from '#local/system/portal.ts'
import type { Ready } from '#local/system/ready-file.ts'
import {
  closelyMs,
  eventually,
  outputOf,
  runScript,
  type System,
  spawnStart,
  startSystem,
} from '../support/clients/system.ts'

const state = mkdtempSync(join(tmpdir(), 'seatwarden-local-mode-'))
const readyFile = join(state, 'ready.json')
const environment = { SEATWARDEN_STATE: state, SEATWARDEN_PORT: '0' }
const duinwater = '/tenants/0a000000-0000-4000-8000-000000000001'
let system: System

beforeAll(async () => {
  // As an earlier version may have left it.
  mkdirSync(join(state, 'logs'))
  writeFileSync(join(state, 'logs/http.log'), '')
  for (const [name, mode] of Object.entries({ '.': 0o755, logs: 0o755, 'logs/http.log': 0o644 }))
    chmodSync(join(state, name), mode)
  system = await startSystem({ state })
})
afterAll(async () => {
  await system.stop()
  rmSync(state, { recursive: true, force: true })
})

describe('it does not start, and says what to do,', () => {
  const refused = async (environment: Readonly<Record<string, string>>) => {
    const unused = { SEATWARDEN_STATE: join(tmpdir(), 'seatwarden-unused'), SEATWARDEN_PORT: '0' }
    const { code, stdout, stderr } = await runScript('start', [], { ...unused, ...environment })
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).not.toMatch(/^ +at /m)
    return stderr
  }

  test.each(['abc', '-1', '1e4', '7071.5', '65530'])('when SEATWARDEN_PORT is %s', async (port) => {
    expect(await refused({ SEATWARDEN_PORT: port })).toBe(
      `SEATWARDEN_PORT: expected a port from 1 to 65525, or 0 for free ones; found "${port}".\n`,
    )
  })

  test('when a file is where the state should be', async () => {
    for (const place of [import.meta.filename, join(import.meta.filename, 'state')])
      expect(await refused({ SEATWARDEN_STATE: place })).toContain(
        `The state folder ${place} cannot be used: a file is in its place. SEATWARDEN_STATE can name another one.`,
      )
  })

  const isMortal = process.getuid !== undefined && process.getuid() !== 0
  test.skipIf(!isMortal)(
    'when the folder may not be written to, or the port not be used (root may do both)',
    async () => {
      const closed = mkdtempSync(join(tmpdir(), 'seatwarden-closed-'))
      chmodSync(closed, 0o500)
      for (const place of [closed, join(closed, 'state')])
        expect(await refused({ SEATWARDEN_STATE: place })).toContain('you may not write there')
      const open = mkdtempSync(join(tmpdir(), 'seatwarden-'))
      expect(await refused({ SEATWARDEN_STATE: open, SEATWARDEN_PORT: '80' })).toMatch(
        /You may not use port 80: .*SEATWARDEN_PORT=7071 npm start/,
      )
    },
  )
})

describe('while it runs', () => {
  test('ready.json says where everything is, who can sign in and which processes run', async () => {
    const ready = JSON.parse(readFileSync(readyFile, 'utf8')) as Ready
    expect(ready.docs).toBe(`${ready.api}/docs`)
    expect(ready.portal).toBe(`${ready.api}/app/`)
    expect(ready.processes.map(({ name }) => name).sort()).toEqual([
      'blobs',
      'cosmos',
      'http',
      'mailbox',
      'payment-gateway',
      'service-bus',
      'sign-in',
      'traces',
      'workers',
    ])
    for (const { pid } of [ready, ...ready.processes]) expect(isAlive(pid)).toBe(true)
    expect(ready.tenants).toContainEqual({
      id: '0a000000-0000-4000-8000-000000000001',
      displayName: 'Duinwater Techniek B.V.',
      domain: 'duinwater.example',
      tenantType: 'commercial',
      country: 'NL',
    })
    for (const persona of ready.personas) {
      expect(Object.keys(persona).sort()).toEqual([
        'displayName',
        'id',
        'objectId',
        'role',
        'tenantId',
        'userPrincipalName',
      ])
    }
    const portal = await fetch(ready.portal)
    expect(portal.status).toBe(missingForPortal() === undefined ? 200 : 404)
    expect(await portal.text()).toContain(portal.ok ? `${ready.signIn}/organizations` : 'npm ci')
    for (const page of [ready.docs, ready.signIn, ready.mailbox, ready.traces]) {
      const answer = await fetch(page)
      expect([page, answer.status]).toEqual([page, 200])
    }
  })

  test('the console shows one table with every address and what to try next', () => {
    const { api, portal, docs, signIn, mailbox, traces } = system.ready()
    for (const text of [
      api,
      portal,
      docs,
      signIn,
      mailbox,
      traces,
      '/ops/operations',
      'npm run demo',
      'npm run --silent token',
      `export SEATWARDEN_STATE='${state}'`,
    ]) {
      expect(system.output()).toContain(text)
    }
  })

  test('the demo organisations are there, the subscription of a thousand users too', async () => {
    const { body } = await system
      .as('anna-admin')
      .get<{ value: { assignedLicenses: number }[] }>(`${duinwater}/subscriptions?channel=selfService`)
    expect(body.value.map(({ assignedLicenses }) => assignedLicenses)).toContain(1_000)
  })

  test('a taken port is named, with what to do', async () => {
    const first = await freePort()
    const other = createServer().listen(first + 2, '127.0.0.1')
    await once(other, 'listening')
    const elsewhere = mkdtempSync(join(tmpdir(), 'seatwarden-'))
    const { code, said } = await ended(elsewhere, first)
    other.close()
    rmSync(elsewhere, { recursive: true })
    expect(code).toBe(1)
    expect(said).toContain(`port ${first + 2} (mailbox)`)
    expect(said).toMatch(/SEATWARDEN_PORT=\d+ npm start/)
  })

  test('a second start on the same state is refused and leaves the first alone', async () => {
    const { code, said } = await ended(state, 0)
    expect(code).toBe(1)
    expect(said).toContain(`Seatwarden runs already on the state in ${state} (pid ${system.ready().pid}`)
    expect(said).toContain(`kill ${system.ready().pid}`)
    expect((await fetch(`${system.api}/health/ready`)).status).toBe(200)
  })

  test.each([
    'workers',
    'http',
    'cosmos',
    'service-bus',
    'sign-in',
    'mailbox',
    'payment-gateway',
    'blobs',
    'traces',
  ])('a killed %s is started again within a second, on its port', async (name) => {
    const before = system.pid(name)
    process.kill(before, 'SIGKILL')
    // A look takes 21 ms, and longer where the machine is busy with something else: so the supervisor's second does, too.
    const looksMax = 1_000 / 21
    let looks = 0
    for (; system.pid(name) === before && looks < looksMax; looks += 1) await wait(20)
    expect(looks).toBeLessThan(looksMax)
    // What it says on its console comes by a pipe.
    await eventually(() => system.output().includes(`${name} (pid ${before}) ended by SIGKILL`))
    await eventually(async () => (await fetch(`${system.api}/health/ready`)).status === 200, 15_000)
  })

  test.skipIf(process.platform === 'win32')('what is kept can be read by its owner alone', () => {
    const names = readdirSync(state, { recursive: true }).map(String)
    expect(names.length).toBeGreaterThan(20)
    const modeOf = (name: string) => statSync(join(state, name), { throwIfNoEntry: false })?.mode ?? 0
    expect(['.', ...names].filter((name) => modeOf(name) & 0o077)).toEqual([])
  })

  test.skipIf(process.platform !== 'linux')(
    'no process shows a key to the other users of the machine',
    () => {
      const settings: Record<string, string> = JSON.parse(readFileSync(join(state, 'settings.json'), 'utf8'))
      const keys = Object.entries(settings)
        .filter(([name]) => /key|connection/i.test(name))
        .flatMap(([, value]) => [value, ...(value.match(/(?<=Key=)[^;]+/g) ?? [])])
      // "local" is the key of the queues, and the name of the folder that all of this is in.
      const telling = keys.filter((key) => key !== 'local')
      expect(telling.length).toBeGreaterThanOrEqual(4)
      const { pid, processes } = system.ready()
      for (const each of [pid, ...processes.map((one) => one.pid)]) {
        for (const file of ['cmdline', 'environ']) {
          const shown = readFileSync(`/proc/${each}/${file}`, 'utf8')
          expect(shown).not.toBe('')
          for (const key of telling) expect(shown).not.toContain(key)
        }
      }
    },
  )

  test('token prints a token and nothing else', async () => {
    const { code, stdout, stderr } = await runScript('token', ['sanne-buys'], environment)
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/)
    const answer = await fetch(`${system.api}${duinwater}/subscriptions?api-version=2026-11-01`, {
      headers: { authorization: `Bearer ${stdout.trim()}` },
    })
    expect(answer.status).toBe(200)
  })

  test('token lists the personas when there is none of that name', async () => {
    const { code, stdout, stderr } = await runScript('token', ['nobody'], environment)
    expect([code, stdout]).toEqual([1, ''])
    for (const { id } of system.ready().personas) expect(stderr).toContain(id)
  })

  test.each([
    ['not-json', 'move-users', 'Expected a JSON object.'],
    ['unknown-kind', 'cancel-with-email', 'Expected "kind" to be the kind of work'],
    ['unknown-operation', 'export-users', 'No exportUsers operation'],
    ['gone-tenant', 'send-email', 'No mail'],
  ])('poison %s on %s becomes a dead letter with its reason', async (kind, queue, reason) => {
    const { code, stdout } = await runScript('poison', [kind, '--queue', queue], environment)
    expect(code).toBe(0)
    const messageId = /poison:[0-9a-f-]+/.exec(stdout)?.[0]
    const operator = system.as('olga-operator')
    const letter = await eventually(async () => {
      const { body } = await operator.get<{ value: { messageId: string; poison: string }[] }>(
        `/ops/deadLetters?queue=${queue}`,
      )
      return body.value.find((one) => one.messageId === messageId)
    }, 20_000)
    expect(letter.poison).toContain(reason)
  })

  test('poison of no known kind lists the kinds', async () => {
    const { code, stderr } = await runScript('poison', ['arsenic'], environment)
    expect(code).toBe(1)
    for (const kind of ['not-json', 'unknown-kind', 'unknown-operation', 'gone-tenant'])
      expect(stderr).toContain(kind)
  })

  test('seed adds an organisation of that size, once', async () => {
    const args = ['--users', '250', '--seed', 'local-mode']
    expect((await runScript('seed', args, environment)).code).toBe(0)
    const { personas, tenants } = system.ready()
    const admin = personas.find(({ id }) => id === 'admin-local-mode')
    expect(tenants.map(({ id }) => id)).toContain(admin?.tenantId)
    const { body } = await system
      .as('admin-local-mode')
      .get<{ value: { assignedLicenses: number; channel: string }[] }>(
        `/tenants/${admin?.tenantId}/subscriptions?channel=selfService`,
      )
    expect(body.value.map(({ assignedLicenses }) => assignedLicenses)).toEqual([250])
    const again = await runScript('seed', args, environment)
    expect([again.code, again.stdout]).toEqual([0, expect.stringContaining('is there already')])
    expect(system.ready().personas).toHaveLength(personas.length)
  })

  test('reset refuses', async () => {
    const { code, stderr } = await runScript('reset', [], environment)
    expect(code).toBe(1)
    expect(stderr).toContain('stop it first')
    expect(existsSync(readyFile)).toBe(true)
  })
})

describe('when it ends', () => {
  test('B02 R081 everything is killed in the middle of a move: after the next start it ends right, with one mail', async () => {
    const admin = system.as('anna-admin')
    const token = await system.token('anna-admin')
    const list = await admin.get<{ value: { id: string; assignedLicenses: number; purchaser: object }[] }>(
      `${duinwater}/subscriptions?channel=selfService&status=Active`,
    )
    const source = list.body.value.find(({ assignedLicenses }) => assignedLicenses === 1_000)
    const path = `${duinwater}/subscriptions/${source?.id}`
    const control = await admin.post(`${path}/takeControl`)
    const targets = await admin.get<{ value: { id: string; enoughSeats: boolean }[] }>(`${path}/moveTargets`)
    const target = targets.body.value.find(({ enoughSeats }) => enoughSeats)
    const started = await admin.post<{ id: string }>(
      `${path}/moveUsers`,
      { targetSubscriptionId: target?.id, confirm: true },
      { headers: { 'if-match': control.headers.get('etag') ?? '' } },
    )
    expect(started.status).toBe(202)
    const operation = `${duinwater}/operations/${started.body.id}`
    interface Progress {
      status: string
      progress: { succeeded: number }
    }
    await eventually(
      async () => (await admin.get<Progress>(operation)).body.progress.succeeded >= 200,
      10_000,
      closelyMs,
    )
    const { processes } = system.ready()
    await system.killSupervisor()
    await eventually(() => processes.every(({ pid }) => !isAlive(pid)))
    expect(existsSync(readyFile)).toBe(true)

    system = await startSystem({ state, firstPort: Number(new URL(system.api).port) })
    const after = await eventually(async () => {
      // The token is from before: the signing keys survive.
      const answer = await fetch(`${system.api}${operation}?api-version=2026-11-01`, {
        headers: { authorization: `Bearer ${token}` },
      })
      const body = (await answer.json()) as Progress
      return body.status === 'Succeeded' && body
    }, 40_000)
    expect(after.progress).toEqual({ total: 1_000, succeeded: 1_000, skipped: 0, failed: 0 })
    const mails = await eventually(async () => {
      const found = await system.mailbox.messages({ to: 'joris.haverkamp@duinwater.example' })
      return found.length > 0 && found
    })
    expect(new Set(mails.map(({ messageId }) => messageId)).size).toBe(1)
    const sources = await system.as('anna-admin').get<{ status: string }>(path)
    expect(sources.body.status).toBe('Deleted')
  })

  test('SIGTERM ends every process within 15 seconds and takes ready.json away', async () => {
    const { processes } = system.ready()
    const startedMs = performance.now()
    expect(await system.stop()).toBe(0)
    expect(performance.now() - startedMs).toBeLessThan(15_000)
    expect(processes.filter(({ pid }) => isAlive(pid))).toEqual([])
    expect(existsSync(readyFile)).toBe(false)
  })

  test('token says what to do first', async () => {
    const { code, stdout, stderr } = await runScript('token', ['sanne-buys'], environment)
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toContain('npm start')
  })

  test('seed starts what it needs, and stops it', async () => {
    const { code, stdout } = await runScript('seed', ['--users', '30'], environment)
    expect(code).toBe(0)
    expect(stdout).toContain('admin-1')
    expect(existsSync(readyFile)).toBe(false)
  })

  test('the next start has all of it, and seeds nothing twice', async () => {
    system = await startSystem({ state })
    const ids = system.ready().personas.map(({ id }) => id)
    expect(ids).toEqual([...new Set(ids)])
    expect(ids).toEqual(expect.arrayContaining(['anna-admin', 'admin-local-mode', 'admin-1']))
    const { body } = await system
      .as('anna-admin')
      .get<{ value: { status: string }[] }>(`${duinwater}/subscriptions?channel=selfService&status=Deleted`)
    expect(body.value).toHaveLength(1)
    await system.stop()
  })

  test('a seed that was cut off is begun again and ends right', async () => {
    // Its last act is this file: without it, all that was stored may be a part.
    rmSync(join(state, 'organisations', 'demo.json'))
    system = await startSystem({ state })
    const admin = system.as('greta-admin')
    const blaufels = '/tenants/0a000000-0000-4000-8000-000000000002'
    const { body } = await admin.get<{ value: { channel: string; assignedLicenses: number }[] }>(
      `${blaufels}/subscriptions?channel=selfService&status=Active`,
    )
    expect(body.value.map(({ assignedLicenses }) => assignedLicenses).sort()).toEqual([2, 3, 6])
    await system.stop()
  })

  test.each([
    ['organisations/demo.json', /demo\.json is damaged \(.*"npm run reset"/],
    ['lock.sqlite', /lock\.sqlite is damaged \(file is not a database\): remove it/],
    [
      'sign-in/signing-keys.json',
      /sign-in ended .*\n.*signing-keys\.json is damaged[\s\S]*\n.*"npm run reset"/,
    ],
    ['mailbox/mails.sqlite', /mailbox ended .*\n.*mails\.sqlite is damaged[\s\S]*\n.*"npm run reset"/],
    ['payment-gateway/charges.sqlite', /payment-gateway ended .*\n.*charges\.sqlite is damaged/],
    ['cosmos/cosmos.db', /cosmos ended [\s\S]*"npm run reset" takes away everything in /],
  ])('a damaged %s is named, with what to do', async (name, message) => {
    const file = join(state, name)
    const good = readFileSync(file)
    writeFileSync(file, '{"half":')
    const { code, said } = await ended(state, 0)
    writeFileSync(file, good)
    expect(code).toBe(1)
    expect(said).toMatch(message)
  })

  test.skipIf(process.platform === 'win32')('it ends when npm is gone, which tells nobody', async () => {
    const command = `"${process.execPath}" "${join(import.meta.dirname, '../../local/start.ts')}"; true`
    const npm = spawn('sh', ['-c', command], {
      env: { ...process.env, ...environment, npm_lifecycle_event: 'start' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const output = outputOf(npm)
    await eventually(() => output().includes('Seatwarden is ready'), 30_000)
    const { pid } = JSON.parse(readFileSync(readyFile, 'utf8')) as Ready
    expect(pid).not.toBe(npm.pid)
    npm.kill('SIGTERM')
    await eventually(() => !isAlive(pid), 15_000)
    expect(output()).toContain('Stopping.')
    expect(existsSync(readyFile)).toBe(false)
  })

  test('reset empties it', async () => {
    expect((await runScript('reset', [], environment)).code).toBe(0)
    expect(existsSync(state)).toBe(false)
    expect((await runScript('reset', [], environment)).code).toBe(0)
  })
})

async function ended(folder: string, firstPort: number) {
  const child = spawnStart(folder, firstPort)
  const said = outputOf(child)
  const [code] = await once(child, 'close')
  return { code, said: said() }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address ? address.port : 0
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
