import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { OperationInput } from '@azure/cosmos'
import { describe, expect } from 'vitest'
import { startChild } from '#local/stand-ins/child.ts'
import { endBy } from '../../support/windows.ts'
import { connect, failure, onStandIn, productContainer, standInOptions, temporaryFolder } from './endpoint.ts'

const test = onStandIn('a real account cannot be killed')
/** Large batches keep the process in the middle of one most of the time. */
const partsPerBatch = 99
const kills = 6
/** At least; far more on a machine that is free. */
const acknowledgedPerKill = 4
const main = fileURLToPath(new URL('../../../local/stand-ins/cosmos/main.ts', import.meta.url))

/** The process as `npm start` runs it. */
async function run(
  stateFolder: string,
  execArgv: string[] = [],
): Promise<{ child: ChildProcess; port: number }> {
  const child = startChild(main, standInOptions(stateFolder), { execArgv })
  const [message] = (await once(child, 'message')) as [{ ready: { port: number } }]
  return { child, port: message.ready.port }
}

/** Makes the process kill itself at one place in the commit of the first documents: before the n-th, or at its end. */
function killAt(place: number | 'before COMMIT' | 'after COMMIT'): string[] {
  const code = `
    import { DatabaseSync, StatementSync } from 'node:sqlite'
    const place = ${JSON.stringify(place)}
    let documents = 0
    const { run } = StatementSync.prototype
    StatementSync.prototype.run = function (...values) {
      if (this.sourceSQL.includes('INTO documents') && ++documents === place) process.kill(process.pid, 'SIGKILL')
      return run.apply(this, values)
    }
    const { exec } = DatabaseSync.prototype
    DatabaseSync.prototype.exec = function (sql) {
      const isCommit = sql === 'COMMIT' && documents > 0
      if (isCommit && place === 'before COMMIT') process.kill(process.pid, 'SIGKILL')
      exec.call(this, sql)
      if (isCommit && place === 'after COMMIT') process.kill(process.pid, 'SIGKILL')
    }`
  return ['--import', `data:text/javascript,${encodeURIComponent(code)}`]
}

describe('kill -9 in the middle of a commit', () => {
  test.for([1, 7, 20, 'before COMMIT', 'after COMMIT'] as const)('%s', async (place) => {
    const stateFolder = temporaryFolder()
    const { child, port } = await run(stateFolder, killAt(place))
    const first = connect({ port })
    const operations = Array.from({ length: 20 }, (_, i) => ({
      operationType: 'Create' as const,
      resourceBody: { id: `d${i}`, tenantId: 't1' },
    }))
    const { message } = await failure(productContainer(first.client).items.batch(operations, 't1'))
    expect(message).toMatch(/socket hang up|ECONNRESET/)
    if (child.signalCode === null) await once(child, 'exit')
    first.client.dispose()

    const again = await run(stateFolder)
    const second = connect(again)
    const query = productContainer(second.client).items.query('SELECT VALUE COUNT(1) FROM c')
    expect((await query.fetchAll()).resources).toEqual([place === 'after COMMIT' ? 20 : 0])
    second.client.dispose()
    endBy(again.child, 'SIGTERM')
    await once(again.child, 'exit')
    rmSync(stateFolder, { recursive: true })
  })
})

describe('kill -9 at any moment of many writers', () => {
  test('loses nothing acknowledged and leaves no batch half done', { timeout: 60_000 }, async () => {
    const stateFolder = temporaryFolder()
    const acknowledged = new Set<string>()
    const unanswered = new Set<string>()
    for (let round = 0; round < kills; round++) {
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
            ...Array.from({ length: partsPerBatch }, (_, part) => ({
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
      const before = acknowledged.size
      await sleep(100 + 45 * round)
      // On a busy machine nothing may be acknowledged by then.
      while (acknowledged.size < before + acknowledgedPerKill) await sleep(1)
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
        { maxItemCount: 10_000 },
      )
      .fetchAll()
    const parts = new Map<string, number>()
    for (const { tenantId, name } of resources)
      parts.set(`${tenantId} ${name}`, (parts.get(`${tenantId} ${name}`) ?? 0) + 1)
    const counters = productContainer(client).items.query<{ tenantId: string; name: string }>(
      "SELECT c.tenantId, c.name FROM c WHERE c.id = 'counter'",
    )
    for (const { tenantId, name } of (await counters.fetchAll()).resources)
      expect(parts.get(`${tenantId} ${name}`), 'the counter names a batch that is there').toBe(partsPerBatch)
    expect(acknowledged.size).toBeGreaterThanOrEqual(kills * acknowledgedPerKill)
    expect(unanswered.size).toBeGreaterThan(0) // Or the kills missed the writes.
    for (const batch of acknowledged) expect(parts.get(batch), batch).toBe(partsPerBatch)
    for (const batch of unanswered) expect([undefined, partsPerBatch]).toContain(parts.get(batch))
    expect([...parts.keys()].every((batch) => acknowledged.has(batch) || unanswered.has(batch))).toBe(true)
    client.dispose()
    endBy(child, 'SIGTERM')
    const [code] = await once(child, 'exit')
    expect(code).toBe(0)
    rmSync(stateFolder, { recursive: true })
  })
})
