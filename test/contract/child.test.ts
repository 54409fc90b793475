import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import containers from '#infra/documents/containers.json' with { type: 'json' }
import queues from '#infra/messages/queues.json' with { type: 'json' }
import { askToClose, startChild } from '#local/stand-ins/child.ts'
import { emptyFolder } from './started-child.ts'

const mainOf = (name: string) => join(import.meta.dirname, '../../local/stand-ins', name, 'main.ts')

test.each(['blobs', 'cosmos', 'functions-host', 'mailbox', 'payment-gateway', 'service-bus', 'sign-in'])(
  '%s says how it is started when nobody has done it',
  (name) => {
    const { status, stderr } = spawnSync(process.execPath, [mainOf(name), '{"port":0}'], { encoding: 'utf8' })
    expect(status).toBe(1)
    expect(stderr).toMatch(/^\S+main\.ts is started by another program.*"npm start"[^\n]*\n$/)
  },
)

test.skipIf(process.platform !== 'linux')('nobody reads the options of a process from outside', async () => {
  const stateFolder = emptyFolder()
  const child = startChild(mainOf('payment-gateway'), { port: 0, stateFolder })
  await once(child, 'message')
  const seen = ['cmdline', 'environ'].map((file) => readFileSync(`/proc/${child.pid}/${file}`, 'utf8'))
  expect(seen.join()).toContain('main.ts')
  expect(seen.join()).not.toContain(stateFolder)
  child.kill('SIGKILL')
})

test('a process whose parent is gone before it said anything ends', async () => {
  const code = `
    import { fork } from 'node:child_process'
    const child = fork(${JSON.stringify(mainOf('payment-gateway'))}, [], { execArgv: [] })
    console.log(child.pid)
    setTimeout(() => process.exit(0), 500)`
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', code], {
    encoding: 'utf8',
  })
  const pid = Number(stdout)
  expect(pid).toBeGreaterThan(0)
  await expect.poll(() => isAlive(pid), { timeout: 5_000 }).toBe(false)
})

const standIns: readonly (readonly [name: string, options: object])[] = [
  ['blobs', { port: await freePort() }],
  ['cosmos', { port: 0, containers }],
  ['mailbox', { smtpPort: 0, httpPort: 0 }],
  ['payment-gateway', { port: 0 }],
  ['service-bus', { port: 0, config: queues }],
]
test.each(standIns)(
  '%s closes in order when its parent asks it to, with no signal',
  async (name, options) => {
    const child = startChild(mainOf(name), { stateFolder: emptyFolder(), ...options })
    await once(child, 'message')
    const exited = once(child, 'exit')
    askToClose(child)
    expect(await exited).toEqual([0, null])
  },
)

test('asked before it serves a process ends all the same', async () => {
  const child = startChild(mainOf('payment-gateway'), { stateFolder: emptyFolder(), port: 0 })
  const exited = once(child, 'exit')
  askToClose(child)
  expect((await exited)[1]).toBeNull()
})

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
