import { createSecretKey } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { type Containers, prepareContainers } from './storage/prepare.ts'
import { Store } from './storage/store.ts'
import { emulatorKey } from './wire/authorization.ts'
import { Faults } from './wire/faults.ts'
import { createCosmosServer } from './wire/server.ts'
import { ShortPages } from './wire/short-pages.ts'
import { Statistics } from './wire/statistics.ts'
import { Throttle } from './wire/throttle.ts'

export type CosmosOptions = {
  /** 0 picks a free one. */
  readonly port: number
  readonly stateFolder: string
  /** Base64. The emulator's well-known key when absent. */
  readonly key?: string
  /** Created at start when absent; their indexes and TTL follow the file. */
  readonly containers: Containers
  /** For each logical partition; 0 or absent: no limit. */
  readonly requestUnitsPerSecond?: number
  /** The physical partitions of every container; 1 when absent, as production begins. */
  readonly keyRanges?: number
}

export type RunningCosmos = { readonly port: number; close(): Promise<void> }

const sweepIntervalMs = 1_000

/** Runs the Cosmos DB stand-in on this machine's loopback address. A taken port or state folder is named. */
export async function startCosmos(options: CosmosOptions): Promise<RunningCosmos> {
  const { stateFolder, containers, requestUnitsPerSecond = 0, keyRanges = 1, key = emulatorKey } = options
  prepareContainers(stateFolder, containers)
  const store = new Store(stateFolder, keyRanges)
  const server = createCosmosServer({
    store,
    key: createSecretKey(key, 'base64'),
    throttle: new Throttle(requestUnitsPerSecond),
    faults: new Faults(),
    shortPages: new ShortPages(),
    statistics: new Statistics(),
  })
  server.listen(options.port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch (error) {
    store.durability.close()
    throw new Error(`The Cosmos stand-in cannot listen on port ${options.port}.`, { cause: error })
  }
  const sweep = setInterval(() => store.sweep(Date.now()), sweepIntervalMs)
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      clearInterval(sweep)
      const closed = once(server, 'close')
      server.close()
      store.durability.close() // Answers what waits for its commit, before the sockets go.
      server.closeAllConnections()
      await closed
    },
  }
}
