import { setTimeout as wait } from 'node:timers/promises'
import { seedGenerated } from '#local/demo/seed-generated.ts'
import { expectStatus } from '#local/system/api-client.ts'
import { aReceiver, type Came } from './event-receiver.ts'
import { eventually, type System } from './system.ts'

/** What was changed, as the audit trail has it, and what a receiver was told of it. */
export interface ToldChanges {
  readonly changed: readonly Change[]
  /** In the order in which each came first. */
  readonly told: readonly Change[]
  /** How often an event came again. */
  readonly repeats: number
}

type Change = Readonly<Record<'at' | 'from' | 'to', unknown>>

interface AuditEvent {
  readonly at: string
  readonly facts: Readonly<Record<string, unknown>>
}

/** So long the receiver has each event in its hands: a worker that dies is likely to die then. */
const inHandMs = 150
const betweenMs = 250
/** A claim ends some seconds after the worker that had it, and the timer comes every 15. */
const lastOneWithinMs = 90_000

/**
 * Changes one subscription again and again while processes are killed, of which a receiver is told. `stop` waits until it
 * has been told of the last change.
 */
export async function changeAndTell(system: System): Promise<{ stop(): Promise<ToldChanges> }> {
  const wanted = { users: 2, seed: `told-${Date.now()}` }
  const { organisations } = await seedGenerated(system.state, system.ready(), wanted, () => {})
  const [tenant] = organisations.tenants
  const [, target] = organisations.subscriptions
  const [persona] = organisations.personas
  if (!tenant || !target || !persona) throw new Error('Nothing was seeded.')
  await eventually(() => system.ready().personas.some(({ id }) => id === persona.id))
  const admin = system.as(persona.id)
  const path = (below: string) => `/tenants/${tenant.id}/${below}`
  const receiver = await aReceiver(async () => {
    await wait(inHandMs)
    return 204
  })
  const body = { url: receiver.url, description: 'Told', types: ['subscription.changed'] }
  await expectStatus(admin.post(path('webhooks'), body), 201)
  const subscription = path(`subscriptions/${target.id}`)

  let stopped = false
  let totalLicenses = target.totalLicenses
  const changing = (async () => {
    while (!stopped) {
      totalLicenses = totalLicenses === target.totalLicenses ? totalLicenses + 1 : target.totalLicenses
      // Whoever is killed meanwhile answers nothing: what was changed the audit trail tells.
      await (async () => {
        const { headers } = await admin.get(subscription)
        await admin.patch(
          subscription,
          { totalLicenses },
          { headers: { 'if-match': headers.get('etag') ?? '' } },
        )
      })().catch(() => {})
      await wait(betweenMs)
    }
  })()

  return {
    async stop() {
      stopped = true
      await changing
      try {
        const trail = path(`auditEvents?action=subscription.quantityChanged&maxpagesize=1000`)
        const { body } = await expectStatus(admin.get<{ value: readonly AuditEvent[] }>(trail), 200)
        const changed = body.value
          .map(({ at, facts }) => ({ at, from: facts['from'], to: facts['to'] }))
          .reverse()
        const isToldAll = () => inOrderOfComing(receiver.came).length >= changed.length
        await eventually(isToldAll, lastOneWithinMs).catch(() => {})
        const told = inOrderOfComing(receiver.came).map(({ body: text, facts }) => ({
          at: (JSON.parse(text) as { time: string }).time,
          from: facts['from'],
          to: facts['to'],
        }))
        return { changed, told, repeats: receiver.came.length - told.length }
      } finally {
        await receiver.close()
      }
    },
  }
}

/** Each event where it came first. */
function inOrderOfComing(came: readonly Came[]): readonly Came[] {
  const seen = new Set<string>()
  return came.filter(({ id }) => !seen.has(id) && seen.add(id))
}
