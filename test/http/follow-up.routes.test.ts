import { beforeEach, expect, test } from 'vitest'
import { toMilliseconds } from '#core/kernel/time.ts'
import { Unavailable } from '#core/ports/failures.ts'
import { anActive, subscriptionId } from '../support/builders.ts'
import { globalAdmin, type Person, simulatedApp, tenantId } from '../support/simulated/app.ts'

/** What follows a batch, where the queue says nothing. Time passes only where the product waits for it. */

const source = subscriptionId(1)
const target = subscriptionId(2)
const confirm = true

let at: ReturnType<typeof simulatedApp>
let gaia: Person
beforeEach(async () => {
  at = simulatedApp()
  await at.open()
  gaia = await at.person('Gaia', { roles: [globalAdmin] })
  await at.store(
    anActive({ id: source, tenantId, seats: 5, purchaserId: gaia.userId }),
    anActive({ id: target, tenantId, channel: 'central', seats: 9 }),
  )
})

const nowMs = () => toMilliseconds(at.services.machineClock.now())
const ofSource = () => ({
  params: { id: source },
  headers: { 'if-match': at.documents.peek(tenantId, source)?._etag ?? '' },
})

test.each([
  ['seats-licenses-export', () => ({ body: { subscriptionIds: [source, target] } })],
  ['take-over-move-users', () => ({ ...ofSource(), body: { targetSubscriptionId: target, confirm } })],
  ['take-over-cancel', () => ({ ...ofSource(), body: { reason: 'unused', confirm } })],
  ['take-over-request-cancellation', ofSource],
])('%s waits one second for a queue that says nothing, and answers as saved', async (route, asked) => {
  let sends = 0
  at.messages.faults.beforeSend = () => {
    sends += 1
    return new Promise<never>(() => {})
  }
  const beganAtMs = nowMs()
  const answered = await gaia.ask(route, asked())
  expect([answered.status, nowMs() - beganAtMs]).toEqual([202, 1_000])
  expect(sends).toBe(1)
})

test('a message that fails after the answer is told to the log, and to nobody else', async () => {
  const said: unknown[] = []
  at.services.log = (level, message) => said.push([level, message])
  let fail = (_: Error) => {}
  at.messages.faults.beforeSend = () => new Promise<never>((_, reject) => (fail = reject))
  const answered = await gaia.ask('seats-licenses-export', { body: { subscriptionIds: [source] } })
  expect([answered.status, said]).toEqual([202, []])
  fail(new Unavailable('The queue is away.'))
  await expect.poll(() => said).toEqual([['warning', expect.stringContaining('The queue is away.')]])
})
