import { expect, test } from 'vitest'
import type { Operation } from '#core/documents.ts'
import type { Stored } from '#core/ports/documents.ts'
import { runTakeOver } from '#functions/take-over/run-take-over.ts'
import { aCancel, anActive, aTenant, aUser, operationId, tenantId } from '../support/builders.ts'
import { simulatedServices } from '../support/simulated/services.ts'

test('R070 who finds that another worker has just ended the cancel has nothing left to do', async () => {
  const { services, documents } = simulatedServices()
  const source = { ...anActive({ operationId: operationId(1) }), billed: [], unpaid: null } as never
  const cancel = aCancel({ state: 'NotStarted' })
  await services.documents.commit(tenantId(1), [
    { kind: 'create', document: aTenant() },
    { kind: 'create', document: aUser() },
    { kind: 'create', document: source },
    { kind: 'create', document: cancel },
  ])
  const read = documents.peek(tenantId(1), cancel.id) as Stored<Operation> & { kind: 'cancel' }
  const delivery = (by: string) => ({ by, deliveryCount: 1 })
  expect(await runTakeOver(services, read, delivery('one'))).toBe('ended')
  // The other one has read the operation before that.
  expect(await runTakeOver(services, read, delivery('two'))).toBe('notOurs')
})
