import { expect, test } from 'vitest'
import { Unavailable } from '#core/ports/failures.ts'
import { runDue } from '#functions/renewals/run-due.ts'
import { simulatedApp, tenantId } from '../support/simulated/app.ts'

test('what is due waits for the next sweep where the store refuses it, and the organisation’s jobs go slower', async () => {
  const at = simulatedApp()
  await at.open()
  const slowed: string[] = []
  const throttle = { ...at.services.throttle, slowDown: (tenant: string) => slowed.push(tenant) }
  at.documents.faults.beforeRead = async () => {
    throw new Unavailable('429')
  }
  await runDue({ ...at.services, throttle }, { kind: 'due', tenantId }, 1)
  expect(slowed).toEqual([tenantId])
})
