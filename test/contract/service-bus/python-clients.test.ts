import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { onlyLocally } from './stage.ts'
import { runWatchedBus, type WatchedBus } from './watched-bus.ts'

/** Clients that share no code with ours, where they are installed. */

let bus: WatchedBus

beforeAll(async () => {
  bus = await runWatchedBus({ python: {}, proton: {}, other: {}, sessions: { sessions: true } })
})
afterAll(() => bus.close())

/** A Python that can import all of these; npm cannot install them. */
function pythonWith(...modules: readonly string[]): string | undefined {
  return ['python3', '/usr/bin/python3'].find(
    (python) => spawnSync(python, ['-c', `import ${modules.join(', ')}`]).status === 0,
  )
}

const missing = (python: string | undefined, packages: string) =>
  python ? '' : ` (skipped: no Python has it; on Debian it is the package ${packages})`

/** What the program saw. */
async function run(python: string | undefined, program: string): Promise<Record<string, unknown>> {
  const path = fileURLToPath(new URL(`./python/${program}`, import.meta.url))
  const child = spawn(python ?? '', [path, String(bus.port)], {
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
  })
  let [output, errors] = ['', '']
  child.stdout.on('data', (chunk) => {
    output += chunk
  })
  child.stderr.on('data', (chunk) => {
    errors += chunk
  })
  const [status] = await once(child, 'close')
  if (status !== 0) throw new Error(errors)
  return JSON.parse(output)
}

describe.skipIf(onlyLocally('the programs talk to the stand-in'))(
  'another client works with the stand-in:',
  () => {
    const proton = pythonWith('proton')
    it.skipIf(!proton)(`Apache Qpid Proton${missing(proton, 'python3-qpid-proton')}`, async () => {
      expect(await run(proton, 'qpid_proton.py')).toEqual({
        token: ['t', 202, 202],
        sender_ends: [`amqp://127.0.0.1:${bus.port}/proton`, true],
        sent: 'ACCEPTED',
        peeked: [200, 200, 6],
        peeked_by_name: 6,
        receiver_ends: ['proton', true],
        received: [
          [0, 0],
          [1, 0], // Released: not counted.
          [1, 0], // Modified: counted.
          [1, 1],
        ],
        dead: 1,
        deleted: 'gone',
        nothing_left: 204,
        missing: 'amqp:not-found',
      })
    })

    const azure = pythonWith('azure.servicebus', 'uamqp', 'cryptography')
    it.skipIf(!azure)(`Azure Service Bus for Python${missing(azure, 'python3-azure')}`, async () => {
      expect(await run(azure, 'azure_servicebus.py')).toEqual({
        batch_max: 262_144,
        peeked: ['one', 'two', 'three', 'four'],
        received: [
          ['one', 'm1', 0, 1],
          ['two', 'two', 0, 2],
          ['three', 'three', 0, 3],
          ['four', 'four', 0, 4],
        ],
        properties: { n: 7 },
        renewed: true,
        abandoned: ['two', 1],
        deferred: 'three',
        deferred_twice: expect.stringContaining('com.microsoft:message-not-found'),
        dead: ['four', 'poison', 'cannot be read'],
        scheduled: ['later'],
        empty: [],
        deleted: ['a', 'b'],
        left: [],
        missing: expect.stringContaining("The messaging entity 'missing' could not be found."),
        session: ['first', 'second'],
        state: 'half',
        session_renewed: true,
        taken: expect.stringContaining('com.microsoft:session-cannot-be-locked'),
        next_session: ['s2', 'other'],
      })
    })
  },
)
