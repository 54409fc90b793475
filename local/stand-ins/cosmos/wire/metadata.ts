import type { Answer } from '../answers.ts'
import { badRequest } from '../answers.ts'
import type { JsonObject } from '../json.ts'
import type { Container } from '../storage/container.ts'
import { requireResourceId } from '../storage/container-definition.ts'
import { databaseRid } from '../storage/resource-id.ts'
import type { Database, Store } from '../storage/store.ts'

/**
 * The account. Its endpoint comes from the request's own Host header, or the client would go elsewhere; an id of
 * "localhost" would make it throw the locations away and ask again before every request.
 */
export function answerAccount(host: string): Answer {
  const locations = [{ name: 'Local', databaseAccountEndpoint: `http://${host}/` }]
  return ok({
    id: 'seatwarden-local',
    _self: '',
    _rid: 'seatwarden-local',
    _dbs: '//dbs/',
    media: '//media/',
    addresses: '//addresses/',
    writableLocations: locations,
    readableLocations: locations,
    enableMultipleWriteLocations: false,
    userReplicationPolicy: { asyncReplication: false, minReplicaSetSize: 1, maxReplicasetSize: 1 },
    userConsistencyPolicy: { defaultConsistencyLevel: 'Session' },
    queryEngineConfiguration: '{}',
  })
}

export function listDatabases(store: Store): Answer {
  const databases = [...store.databases.values()].map(databaseBody)
  return ok({ _rid: '', Databases: databases, _count: databases.length })
}

export function readDatabase(database: Database): Answer {
  return ok(databaseBody(database))
}

export function createDatabase(store: Store, body: unknown): Answer {
  const { id } = (body ?? {}) as { id?: unknown }
  return { ...ok(databaseBody(store.createDatabase(requireResourceId(id)))), status: 201 }
}

export function listContainers(database: Database): Answer {
  const containers = [...database.containers.values()].map(containerBody)
  return ok({
    _rid: databaseRid(database.number),
    DocumentCollections: containers,
    _count: containers.length,
  })
}

export function readContainer(container: Container): Answer {
  return ok(containerBody(container))
}

export function createContainer(store: Store, databaseId: string, body: unknown): Answer {
  if (body === undefined) throw badRequest('A container needs a definition.')
  return { ...ok(containerBody(store.createContainer(databaseId, body))), status: 201 }
}

export function listPartitionKeyRanges({ rid, ranges }: Container): Answer {
  const list = ranges.map(({ id, min, max }) => ({
    id,
    _rid: rid,
    _etag: '"0"',
    minInclusive: min,
    maxExclusive: max,
    ridPrefix: Number(id),
    throughputFraction: 1 / ranges.length,
    status: 'online',
    parents: [],
    _ts: 0,
  }))
  return ok({ _rid: rid, PartitionKeyRanges: list, _count: list.length })
}

function ok(body: object): Answer {
  return { status: 200, body: JSON.stringify(body), charge: 1 }
}

function databaseBody({ id, number }: Database): JsonObject {
  const rid = databaseRid(number)
  return { id, _rid: rid, _self: `dbs/${rid}/`, _etag: '"0"', _colls: 'colls/', _users: 'users/', _ts: 0 }
}

function containerBody({ definition, rid, selfLink }: Container): object {
  return { ...definition, _rid: rid, _self: selfLink, _etag: '"0"', _docs: 'docs/', _ts: 0 }
}
