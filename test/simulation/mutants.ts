import type { World } from '#core/ports.ts'
import type { QueueWorker } from '#functions/workers/queue-worker.ts'

/** A known mistake, planted around the ports: the ordinary run has to find it. */
export interface Mutant {
  readonly name: string
  readonly world?: (world: World, deliveryCount: number) => World
  readonly worker?: (worker: QueueWorker) => QueueWorker
  readonly completesFirst?: boolean
  readonly sweeps?: boolean
}
