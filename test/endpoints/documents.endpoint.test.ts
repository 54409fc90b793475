import { describe } from 'vitest'
import { cosmosAcrossTenants } from '#infra/documents/cosmos-across-tenants.ts'
import { cosmosConnection } from '#infra/documents/cosmos-connection.ts'
import { cosmosDocuments } from '#infra/documents/cosmos-documents.ts'
import { promisesAcrossTenants } from '../contract/documents/across-tenants-suite.ts'
import { promisesOfCosmos, type WatchedStore } from '../contract/documents/cosmos-suite.ts'
import { sameAsSimulated } from '../contract/documents/same-suite.ts'
import { promisesOfDocuments } from '../contract/documents/suite.ts'
import { requireGuest } from './guest.ts'
import { endpointsNamedIn } from './named.ts'

describe('documents', () => {
  promisesOfDocuments('of one tenant', open)
  promisesAcrossTenants('of all tenants', open)
  promisesOfCosmos('and the requests for them', open)
  // Each of them is some twenty requests, which take their time on the way.
  sameAsSimulated('beside the simulated store', open, 40)
})

/** Our adapter as production has it, but patient: these tests ask for more at once than a small container gives. */
async function open(): Promise<WatchedStore> {
  const { documents } = endpointsNamedIn(process.env)
  if (!documents) throw new Error('No endpoint for documents is named.')
  const { endpoint, key } = documents
  const requests: string[] = []
  const connection = cosmosConnection({
    endpoint,
    ...(key ? { key } : {}),
    database: requireGuest().database,
    observe: (kind) => requests.push(kind),
    throttledRetriesMax: 100,
    requestTimeoutMs: 30_000,
  })
  return {
    documents: cosmosDocuments(connection),
    acrossTenants: cosmosAcrossTenants(connection),
    requests,
    isForeign: true,
    close: () => connection.close(),
  }
}
