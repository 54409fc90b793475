import { expectStatus } from '#local/system/api-client.ts'
import { openStore, outcomesOf, readStored, type Survived } from './crash-points.ts'
import { eventually, type System } from './system.ts'

/** A `kill -9` once that share of an undo is done. */
export interface Kill {
  readonly process: 'workers' | 'cosmos' | 'service-bus'
  readonly share: number
}

interface Undo {
  readonly id: string
  readonly status: string
  readonly progress: { readonly total: number; readonly succeeded: number; readonly skipped: number }
}

/** Undoes a move that has survived, while processes are killed one after another, and gives back all there is to see. */
export async function surviveUndo(
  system: System,
  { admin, path, operation, source, target }: Survived,
  kills: readonly Kill[],
) {
  const asked = admin.post<Undo>(path(`operations/${operation.id}/undo`), { confirm: true })
  const { id } = (await expectStatus(asked, 202)).body
  const look = () => admin.get<Undo>(path(`operations/${id}`)).catch(() => undefined)
  const restarted: boolean[] = []
  for (const { process, share } of kills) {
    await eventually(async () => {
      const seen = await look()
      if (seen?.status !== 200) return false
      const { status, progress } = seen.body
      if (!isUnfinished(status)) throw new Error('The undo was over before the kill.')
      return progress.succeeded >= Math.max(1, share * progress.total)
    }, 30_000)
    const before = system.pid(process)
    restarted.push((await system.kill(process)) !== before)
  }
  const undo = await eventually(async () => {
    const seen = await look()
    return seen?.status === 200 && !isUnfinished(seen.body.status) && seen.body
  }, 60_000)
  const outcomes = await outcomesOf(admin, path(`operations/${id}/results?maxpagesize=1000`))
  const store = openStore(system)
  try {
    const stored = await readStored(store.documents, source.tenantId, source.id, target.id)
    return { undo, outcomes, restarted, ...stored }
  } finally {
    await store.close()
  }
}

function isUnfinished(status: string): boolean {
  return status === 'NotStarted' || status === 'Running'
}
