import { randomUUID } from 'node:crypto'
import { beforeEach, expect, test } from 'vitest'
import type { UserId } from '#core/kernel/ids.ts'
import type { Documents } from '#core/ports/documents.ts'
import { moveUsersJob } from '#functions/take-over/jobs.ts'
import { anActive, anAssignment, guid, seatsOf, subscriptionId } from '../support/builders.ts'
import { globalAdmin, type Person, simulatedApp, tenantId } from '../support/simulated/app.ts'

/** How often the store is asked: each call of the port is one request, as long as what it reads is there. */

let at: ReturnType<typeof simulatedApp>
let gaia: Person
let asked: string[]
beforeEach(async () => {
  at = simulatedApp()
  await at.open()
  gaia = await at.person('Gaia', { roles: [globalAdmin] })
  asked = []
  Object.assign(at.services, { documents: counted(at.services.documents) })
})

function counted(documents: Documents): Documents {
  return new Proxy(documents, {
    get(target, name: keyof Documents) {
      const call = target[name] as (...given: unknown[]) => unknown
      return (...given: unknown[]) => {
        asked.push(name)
        return call.apply(target, given)
      }
    },
  })
}

test('eligibility is one round trip: the organisation, the person and the policy together', async () => {
  const query = { productId: 'CFQ7TTC0H9MP', channel: 'selfService' }
  expect(await gaia.ask('catalogue-eligibility', { query })).toMatchObject({ status: 200 })
  expect(asked).toEqual(['readTogether'])
})

test('a move is asked for in four round trips and repeated in three; its worker makes six, however many move', async () => {
  const users = Array.from({ length: 3 }, (_, n) => guid<UserId>(2, n + 1))
  const [source, target] = [subscriptionId(1), subscriptionId(2)]
  const inControl = { id: gaia.userId, name: 'Gaia', tenantId, at: at.services.clock.now() }
  await at.store(
    anActive({
      id: source,
      tenantId,
      purchaserId: gaia.userId,
      controlledBy: inControl,
      seats: seatsOf({ total: 5, assigned: 3 }),
    }),
    anActive({ id: target, tenantId, channel: 'central', seats: seatsOf({ total: 9 }) }),
    ...users.map((userId) => anAssignment({ id: source, tenantId }, userId)),
  )
  const headers = { 'if-match': at.documents.peek(tenantId, source)?._etag ?? '' }
  const body = { targetSubscriptionId: target, confirm: true }
  const move = { params: { id: source }, headers, body, repeat: randomUUID() }
  asked = []
  expect(await gaia.ask('take-over-move-users', move)).toMatchObject({ status: 202 })
  expect(asked.toSorted()).toEqual(['commit', 'read', 'readTogether', 'readTogether'])

  asked = []
  expect(await gaia.ask('take-over-move-users', move)).toMatchObject({ status: 202 })
  expect(asked.toSorted()).toEqual(['read', 'read', 'readTogether'])

  asked = []
  const delivery = at.messages.takeNext('move-users')
  await moveUsersJob.handle(at.services, 'move-users', delivery?.message.body, 1)
  // The operation, both sides, what the mail needs, the one batch, and the mail.
  expect(asked).toEqual(['read', 'readTogether', 'readTogether', 'read', 'commit', 'read'])
})
