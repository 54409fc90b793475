import { setTimeout as wait } from 'node:timers/promises'
import { seedGenerated } from '#local/demo/seed-generated.ts'
import { type Answer, expectStatus } from '#local/system/api-client.ts'
import { type Client, eventually, type System } from './system.ts'

/** A `kill -9` once that share of a list has been worked on. */
export interface Kill {
  readonly process: 'workers' | 'cosmos' | 'service-bus'
  readonly share: number
}

interface Progress {
  readonly id: string
  readonly status: string
  readonly progress: { readonly total: number; readonly succeeded: number; readonly skipped: number }
}

interface Result {
  readonly userId: string
  readonly outcome: string
  readonly reason?: string
}

/** An organisation, who of it is on lists, and the subscription that they are to have. */
export interface ListScene {
  readonly admin: Client
  readonly path: (below: string) => string
  readonly subscriptionId: string
  readonly users: readonly string[]
}

export async function aListScene(system: System, users: number): Promise<ListScene> {
  const { organisations } = await seedGenerated(system.state, system.ready(), { users }, () => {})
  const [tenant] = organisations.tenants
  const [source, target] = organisations.subscriptions
  const [persona] = organisations.personas
  if (!tenant || !source || !target || !persona) throw new Error('Nothing was seeded.')
  await eventually(() => system.ready().personas.some(({ id }) => id === persona.id))
  return {
    admin: system.as(persona.id),
    path: (below) => `/tenants/${tenant.id}/${below}`,
    subscriptionId: target.id,
    users: [...source.holders],
  }
}

/** Works a list off while processes are killed, one after another, and gives back all that it tells afterwards. */
export async function surviveWithList(
  system: System,
  { admin, path, subscriptionId }: ListScene,
  verb: 'bulk' | 'bulkRemove',
  userIds: readonly string[],
  kills: readonly Kill[],
) {
  const below = path(`subscriptions/${subscriptionId}/assignments/${verb}`)
  const body = { userIds, ...(verb === 'bulkRemove' ? { confirm: true } : {}) }
  const { id } = (await expectStatus(admin.post<Progress>(below, body), 202)).body
  const look = () => admin.get<Progress>(path(`operations/${id}`)).catch(() => undefined)
  const restarted: boolean[] = []
  for (const { process, share } of kills) {
    await eventually(async () => {
      const seen = await look()
      if (seen?.status !== 200) return false
      const { status, progress } = seen.body
      if (status !== 'NotStarted' && status !== 'Running')
        throw new Error(`${verb} was over before the kill.`)
      return progress.succeeded >= share * userIds.length
    }, 30_000)
    const before = system.pid(process)
    restarted.push((await system.kill(process)) !== before)
  }
  const operation = await eventually(async () => {
    const seen = await look()
    return seen?.status === 200 && !/NotStarted|Running/.test(seen.body.status) && seen.body
  }, 60_000)
  // What the store does on its way down may still come after the end: nobody is to get a second one by it.
  await wait(500)
  const results = await all<Result>(admin, path(`operations/${id}/results?maxpagesize=1000`))
  const held = await all<{ userId: string }>(
    admin,
    path(`subscriptions/${subscriptionId}/assignments?maxpagesize=1000`),
  )
  const { body: seats } = await expectStatus(
    admin.get<{ assignedLicenses: number; reservedLicenses?: number; availableLicenses: number }>(
      path(`subscriptions/${subscriptionId}`),
    ),
    200,
  )
  return { operation, results, held: held.map(({ userId }) => userId).sort(), seats, restarted }
}

async function all<Row>(admin: Client, path: string): Promise<readonly Row[]> {
  const rows: Row[] = []
  for (let next: string | undefined = path; next !== undefined; ) {
    const { body }: Answer<{ value: Row[]; nextLink?: string }> = await expectStatus(admin.get(next), 200)
    rows.push(...body.value)
    next = body.nextLink
  }
  return rows
}
