import { expect, test } from 'vitest'
import { OutcomeUnknown, Unavailable } from '#core/ports/failures.ts'
import { simulatedDocuments } from '../../support/simulated/documents.ts'
import { promisesAcrossTenants } from './across-tenants-suite.ts'
import { aSample, newTenant } from './samples.ts'
import { promisesOfDocuments } from './suite.ts'

const open = async () => ({ ...simulatedDocuments(), close: async () => {} })
promisesOfDocuments('the simulated store', open)
promisesAcrossTenants('the simulated store, over all tenants', open)

test('a simulated failure before a commit stores nothing; one after it loses only the answer', async () => {
  const { documents, faults } = simulatedDocuments()
  const tenant = newTenant()
  const document = aSample(tenant, 'a')
  faults.beforeCommit = async () => {
    throw new Unavailable('429')
  }
  await expect(documents.commit(tenant, [{ kind: 'create', document }])).rejects.toThrow(Unavailable)
  faults.beforeCommit = undefined
  faults.afterCommit = async () => {
    throw new OutcomeUnknown('lost')
  }
  await expect(documents.commit(tenant, [{ kind: 'create', document }])).rejects.toThrow(OutcomeUnknown)
  expect(await documents.read(tenant, 'a')).toMatchObject(document)
})

test('a simulated tenant goes back to a snapshot whole', async () => {
  const { all, documents, restore, snapshot } = simulatedDocuments()
  const tenant = newTenant()
  await documents.commit(tenant, [{ kind: 'create', document: aSample(tenant, 'a') }])
  const before = all(tenant)
  const kept = snapshot(tenant)
  await documents.commit(tenant, [
    { kind: 'patch', id: 'a', set: { 'seat.subscriptionId': 's9' } },
    { kind: 'create', document: aSample(tenant, 'b') },
  ])
  restore(tenant, kept)
  expect(all(tenant)).toEqual(before)
  const query = { where: [{ field: 'seat.subscriptionId', is: '=', value: 's1' }] } as const
  expect(await documents.count(tenant, query)).toBe(1)
})

test('a document of the simulated store expires by its ttl only when there is a clock', async () => {
  let now = 0
  const tenant = newTenant()
  const writes = [{ kind: 'create', document: { ...aSample(tenant, 'a'), ttl: 10 } }] as const
  const timed = simulatedDocuments({ nowMs: () => now })
  const timeless = simulatedDocuments()
  await timed.documents.commit(tenant, writes)
  await timeless.documents.commit(tenant, writes)
  now = 10_000
  expect(await timed.documents.read(tenant, 'a')).toBeUndefined()
  expect(await timeless.documents.read(tenant, 'a')).toBeDefined()
  expect((await timed.documents.commit(tenant, writes)).committed).toBe(true)
})

test('whoever changes a stored document in place is found at once', async () => {
  const { documents, peek } = simulatedDocuments()
  const tenant = newTenant()
  await documents.commit(tenant, [{ kind: 'create', document: aSample(tenant, 'a') }])
  const stored = peek(tenant, 'a') as unknown as { seat: { state: string } }
  expect(() => {
    stored.seat.state = 'revoked'
  }).toThrow(TypeError)
})
