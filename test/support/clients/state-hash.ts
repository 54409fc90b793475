import { createHash } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { inject } from 'vitest'
import { documentId } from '#core/kernel/document-ids.ts'
import { type CosmosConnection, cosmosConnection } from '#infra/documents/cosmos-connection.ts'
import type { AppSettings } from '#local/system/app-settings.ts'
import { stateFiles } from '#local/system/state-folder.ts'
import { readWhole } from '#local/system/whole-file.ts'

/**
 * Every document as it lies in the store, with its etag and the time of its last write; but for what the timer writes
 * down of itself, whoever calls.
 */
export interface State {
  readonly hash: string
  /** By tenant and id. */
  readonly documents: ReadonlyMap<string, string>
}

/** Of all organisations, or of one. Two states with the same hash: nothing at all was written in between. */
export async function stateOf(tenantId?: string): Promise<State> {
  const found = await usingCosmos(async (connection) => {
    const container = await connection.container()
    const options = { maxItemCount: 5_000, ...(tenantId === undefined ? {} : { partitionKey: tenantId }) }
    return (await container.items.readAll<Stored>(options).fetchAll()).resources
  })
  const documents = new Map(
    found
      .filter(({ id }) => id !== documentId.lastSweep)
      .map((document) => [`${document.tenantId}/${document.id}`, JSON.stringify(document)] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )
  const hash = createHash('sha256')
  for (const entry of documents) hash.update(entry.join('\n'))
  return { hash: hash.digest('hex'), documents }
}

/** Once a while has passed in which nobody wrote anything; of one organisation, if it says which. */
export async function settledState(quietMs = 300, tenantId?: string): Promise<State> {
  let before = await stateOf(tenantId)
  for (let looks = 0; looks < 60; looks++) {
    await wait(quietMs)
    const now = await stateOf(tenantId)
    if (now.hash === before.hash) return now
    before = now
  }
  throw new Error(
    `The documents keep changing: ${changesBetween(before, await stateOf(tenantId)).join('\n')}`,
  )
}

/**
 * What was written between two states, for a person to read; empty when nothing was. That a call was refused is written
 * down in the audit trail of whoever called: these entries are no change of anything.
 */
export function changesBetween({ documents: before }: State, { documents: after }: State): string[] {
  const changes: string[] = []
  for (const [key, text] of after) {
    if (!before.has(key) && text.includes('"action":"call.refused"')) continue
    if (!before.has(key)) changes.push(`created ${key}: ${text}`)
    else if (before.get(key) !== text) changes.push(`changed ${key}: ${before.get(key)} -> ${text}`)
  }
  for (const key of before.keys()) if (!after.has(key)) changes.push(`deleted ${key}`)
  return changes
}

/** Does something to the store behind the product's back. */
export async function usingCosmos<T>(work: (connection: CosmosConnection) => Promise<T>): Promise<T> {
  const { COSMOS_ENDPOINT: endpoint = '', COSMOS_KEY: key = '' } = sharedSettings()
  const connection = cosmosConnection({ endpoint, key })
  try {
    return await work(connection)
  } finally {
    await connection.close()
  }
}

/** What the functions of the shared system run with. */
export function sharedSettings(): AppSettings {
  const settings = readWhole<AppSettings>(stateFiles(inject('sharedState')).settings)
  if (!settings) throw new Error('The shared system has left no settings.')
  return settings
}

interface Stored {
  readonly id: string
  readonly tenantId: string
}
