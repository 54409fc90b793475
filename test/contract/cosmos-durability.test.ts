import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { OperationInput } from '@azure/cosmos'
import { describe, expect } from 'vitest'
import { connect, onStandIn, productContainer, standInOptions, temporaryFolder } from './cosmos-world.ts'

const test = onStandIn('a real account cannot be killed')
const main = fileURLToPath(new URL('../../local/cosmos/main.ts', import.meta.url))

/** The process as `npm start` runs it. */
async function run(stateFolder: string): Promise<{ child: ChildProcess; port: number }> {
  const child = fork(main, [JSON.stringify(standInOptions(stateFolder))])
  const [message] = (await once(child, 'message')) as [{ ready: { port: number } }]
  return { child, port: message.ready.port }
}

describe('kill -9 at any moment', () => {
  test('loses nothing acknowledged and leaves no batch half done', { timeout: 60_000 }, async () => {
    const stateFolder = temporaryFolder()
    const acknowledged = new Set<string>()
    const unanswered = new Set<string>()
    for (let round = 0; round < 5; round++) {
      const { child, port } = await run(stateFolder)
      const { client } = connect({ port })
      const container = productContainer(client)
      let isAlive = true
      const writers = Array.from({ length: 8 }, async (_, writer) => {
        const tenantId = `t${writer}`
        for (let turn = 0; isAlive; turn++) {
          const name = `${round}-${writer}-${turn}`
          const operations: OperationInput[] = [
            { operationType: 'Upsert', resourceBody: { id: 'counter', tenantId, name } },
            ...Array.from({ length: 20 }, (_, part) => ({
              operationType: 'Create' as const,
              resourceBody: { id: `${name}.${part}`, tenantId, name },
            })),
          ]
          try {
            const { code } = await container.items.batch(operations, tenantId)
            expect(code).toBe(200)
            acknowledged.add(`${tenantId} ${name}`)
          } catch {
            unanswered.add(`${tenantId} ${name}`)
          }
        }
      })
      await sleep(150 + 130 * round)
      child.kill('SIGKILL')
      isAlive = false
      await Promise.all(writers)
      await (child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined)
      client.dispose()
    }

    const { child, port } = await run(stateFolder)
    const { client } = connect({ port })
    const { resources } = await productContainer(client)
      .items.query<{ tenantId: string; name: string }>(
        "SELECT c.tenantId, c.name FROM c WHERE c.id != 'counter'",
        { maxItemCount: 5000 },
      )
      .fetchAll()
    const parts = new Map<string, number>()
    for (const { tenantId, name } of resources)
      parts.set(`${tenantId} ${name}`, (parts.get(`${tenantId} ${name}`) ?? 0) + 1)
    const counters = productContainer(client).items.query<{ tenantId: string; name: string }>(
      "SELECT c.tenantId, c.name FROM c WHERE c.id = 'counter'",
    )
    for (const { tenantId, name } of (await counters.fetchAll()).resources)
      expect(parts.get(`${tenantId} ${name}`), 'the counter names a batch that is there').toBe(20)
    expect(acknowledged.size).toBeGreaterThan(100)
    expect(unanswered.size).toBeGreaterThan(0) // Or the kills missed the writes.
    for (const batch of acknowledged) expect(parts.get(batch), batch).toBe(20)
    for (const batch of unanswered) expect([undefined, 20]).toContain(parts.get(batch))
    expect([...parts.keys()].every((batch) => acknowledged.has(batch) || unanswered.has(batch))).toBe(true)
    client.dispose()
    child.kill('SIGTERM')
    const [code] = await once(child, 'exit')
    expect(code).toBe(0)
    rmSync(stateFolder, { recursive: true })
  })
})
