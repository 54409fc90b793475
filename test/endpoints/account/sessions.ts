import { setTimeout as wait } from 'node:timers/promises'
import type { Documents } from '#core/ports/documents.ts'
import { aSample, newTenant } from '../../contract/documents/samples.ts'
import type { Finding } from './finding.ts'

/**
 * Two processes over one account, each with a session of its own: whoever has written must see it, the other may be late.
 * How late decides what a message about something unknown waits (`waitForReplicas`).
 */
export async function lookAtSessions(
  writer: Documents,
  reader: Documents,
  { rounds, patienceMs }: { readonly rounds: number; readonly patienceMs: number },
): Promise<Finding[]> {
  const tenant = newTenant()
  let missedByWriter = 0
  const lateMs: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const id = `d${round}`
    const commit = await writer.commit(tenant, [{ kind: 'create', document: aSample(tenant, id) }])
    if (!commit.committed) throw new Error(`The document ${id} was there already.`)
    const writtenMs = performance.now()
    const [own, others] = await Promise.all([writer.read(tenant, id), reader.read(tenant, id)])
    if (!own) missedByWriter += 1
    if (others) continue
    while (!(await reader.read(tenant, id))) {
      if (performance.now() - writtenMs > patienceMs)
        throw new Error(`After ${patienceMs} ms another process does not see ${id}.`)
      await wait(5)
    }
    lateMs.push(performance.now() - writtenMs)
  }
  const longestMs = Math.round(Math.max(0, ...lateMs))
  return [
    {
      what: `Own writes that a process did not see, of ${rounds}`,
      found: String(missedByWriter),
      expected: '0: session consistency',
      holds: missedByWriter === 0,
    },
    {
      what: `Writes that another process did not see at once, of ${rounds}`,
      found: String(lateMs.length),
      expected: 'any number',
    },
    {
      what: 'The longest that one took to be seen by another process',
      found: `${longestMs} ms`,
      expected: 'under 3,000 ms: a message about something unknown waits almost 4 s',
      holds: longestMs < 3_000,
    },
  ]
}
