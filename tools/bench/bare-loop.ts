import type { Container, OperationInput, PatchOperation } from '@azure/cosmos'
import { cosmosConnection } from '#infra/documents/cosmos-connection.ts'
import type { BenchSystem } from './bench-system.ts'
import { type Pair, tenantId } from './organisation.ts'

/** A move as it would be if each assignment said which subscription it is of: the yardstick for lots. */
export interface BareMove extends Pair {
  readonly operationId: string
  readonly targetEtag: string
  readonly assignmentIds: readonly string[]
}

const usersPerBatch = 97

/**
 * Batches that rewrite every assignment, one after another: the operation under its sequence, the source, the target under
 * its etag, and 97 assignments under their conditions. The same client library and the same stand-in process as the
 * engine's, and no HTTP, queue, query, plan, decision, audit, mail or pace: what no engine of that kind can be faster than.
 */
export async function bareLoop(container: Container, bare: BareMove): Promise<void> {
  const { assignmentIds } = bare
  let etag = bare.targetEtag
  for (let sequence = 0, from = 0; from < assignmentIds.length; sequence++, from += usersPerBatch) {
    const users = assignmentIds.slice(from, from + usersPerBatch)
    const { result, code } = await container.items.batch(
      batchOf(bare, sequence, users, from, etag),
      tenantId,
      {
        contentResponseOnWriteEnabled: false,
      },
    )
    etag = result?.[2]?.eTag ?? ''
    if (code !== 200) throw new Error(`A batch of the bare loop was answered ${code}.`)
  }
}

function batchOf(
  { operationId, sourceId, targetId }: BareMove,
  sequence: number,
  users: readonly string[],
  moved: number,
  etag: string,
): OperationInput[] {
  const count = users.length
  return [
    patch(
      operationId,
      [
        set('/state', 'Running'),
        set('/sequence', sequence + 1),
        set('/lastStep', { by: operationId, deliveryCount: 1 }),
        set('/progress', { total: 0, succeeded: moved + count, skipped: 0, failed: 0 }),
        set('/reserved', 0),
        set('/updatedAt', new Date().toISOString()),
      ],
      `from c where c.sequence = ${sequence}`,
    ),
    patch(
      sourceId,
      [add('/seats/assigned', -count), add('/seats/available', count)],
      `from c where c.operationId = "${operationId}"`,
    ),
    patch(
      targetId,
      [add('/seats/reserved', -count), add('/seats/assigned', count), add('/seats/available', 0)],
      `from c where c.seats.reserved >= ${count} AND c.seats.available >= 0`,
      etag,
    ),
    ...users.map((id) =>
      patch(
        id,
        [set('/seat', { state: 'active', lotId: targetId, given: 1, touched: `${targetId}:000000000001` })],
        `from c where c.seat.state = "active" AND c.seat.lotId = "${sourceId}"`,
      ),
    ),
  ]
}

function patch(
  id: string,
  operations: PatchOperation[],
  condition: string,
  ifMatch?: string,
): OperationInput {
  const resourceBody = { operations, condition }
  return { operationType: 'Patch', id, resourceBody, ...(ifMatch === undefined ? {} : { ifMatch }) }
}

function set(path: string, value: string | number | Record<string, string | number>): PatchOperation {
  return { op: 'set', path, value }
}

function add(path: string, value: number): PatchOperation {
  return { op: 'incr', path, value }
}

/** Makes the documents look as they do when a move has been accepted, and finds what the loop needs to know. */
export async function prepareBareMove(container: Container, pair: Pair, users: number): Promise<BareMove> {
  const operationId = `bare-${pair.sourceId}`
  await container.items.create({
    id: operationId,
    tenantId,
    type: 'operation',
    schemaVersion: 1,
    state: 'NotStarted',
    sequence: 0,
    subscriptionId: pair.sourceId,
    ttl: -1,
  })
  await container.item(pair.sourceId, tenantId).patch([set('/operationId', operationId)])
  await container
    .item(pair.targetId, tenantId)
    .patch([add('/seats/reserved', users), add('/seats/available', -users)])
  const { etag } = await container.item(pair.targetId, tenantId).read()
  const { resources } = await container.items
    .query<{ id: string }>(
      {
        query: 'SELECT c.id FROM c WHERE c.type = "assignment" AND c.seat.lotId = @source',
        parameters: [{ name: '@source', value: pair.sourceId }],
      },
      { partitionKey: tenantId, maxItemCount: 5_000 },
    )
    .fetchAll()
  return { ...pair, operationId, targetEtag: etag, assignmentIds: resources.map(({ id }) => id) }
}

/** The client as the product makes it. */
export async function openContainer({ settings }: Pick<BenchSystem, 'settings'>) {
  const connection = cosmosConnection({
    endpoint: settings['COSMOS_ENDPOINT'] ?? '',
    key: settings['COSMOS_KEY'] ?? '',
  })
  return { container: await connection.container(), close: () => connection.close() }
}
