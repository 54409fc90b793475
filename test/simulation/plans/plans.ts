import type { TenantId } from '#core/kernel/ids.ts'
import { isRefusal } from '#core/kernel/refusals.ts'
import { isWaiting } from '#core/operations/operation.ts'
import type { Reply } from '#functions/http/reply.ts'
import { sweep } from '#functions/jobs/sweeper.ts'
import { lookAfter, operationsOf } from '../aftermath.ts'
import { type Chance, chanceFrom } from '../chance.ts'
import { Clients } from '../clients.ts'
import { Cloud } from '../cloud.ts'
import { count, type Fault, faultsOf, ordinaryFaults, type Tally } from '../faults.ts'
import { store } from '../organisation.ts'
import type { Mutant } from '../planting.ts'
import { type QueueWorker, workers } from '../queue-workers.ts'
import { every, skewClocks, skewMaxMs } from '../simulation.ts'
import type { Host } from '../tasks.ts'
import { WorkerPool } from '../worker-pool.ts'
import { Rules } from './rules.ts'
import { plansLieWithinMs, tell } from './story.ts'
import { tenants, townOf } from './town.ts'

/**
 * Plans and consolidations of two organisations at once, on two instances whose clocks are apart and jump, while the
 * product's clock is moved and put back.
 */
export interface PlansOutcome {
  readonly seed: number
  readonly broken: { readonly invariant: string; readonly seen: string } | undefined
  readonly tally: Tally
}

export interface PlansOptions {
  readonly mutant?: Mutant
  readonly faults?: readonly Fault[]
  readonly trace?: (line: string) => void
}

const minuteMs = 60_000
const restsWithinMs = 60 * minuteMs
const faultsLastMs = 20 * minuteMs
const roundsMax = 12
/** Longer than anything waits before it is tried again: then nothing changes any more unless a person does something. */
const quietMs = 4 * minuteMs

export async function runPlans(seed: number, options: PlansOptions = {}): Promise<PlansOutcome> {
  const chance = chanceFrom(seed)
  const tally: Tally = new Map()
  const drawn = ordinaryFaults.filter((fault) => chance.happens(0.5) && fault !== 'conflict')
  const faults = faultsOf(chance, tally, new Set(options.faults ?? drawn))
  const { mutant } = options
  const cloud = new Cloud({
    chance,
    faults,
    tally,
    settings: { workSliceMs: 15_000, forgottenAfterMs: 20_000, deliveriesMax: seed % 3 === 0 ? 10 : 5 },
    throttleShare: 0,
    ...(mutant?.services ? { mutate: mutant.services } : {}),
    ...(options.trace ? { trace: options.trace } : {}),
  })
  for (const tenantId of tenants) await store(cloud, tenantId, townOf(tenantId, chance))
  const rules = tenants.map((tenantId) => new Rules(cloud, tenantId, skewMaxMs, (what) => count(tally, what)))
  cloud.replicas.level()
  const hosts = ['one', 'two'].map(
    (name): Host => ({ name, skewMs: 0, session: cloud.replicas.newSession() }),
  )
  const isSkewed = chance.happens(0.5)
  if (isSkewed) skewClocks(cloud, chance, faults, tally, hosts)
  // What is due by one clock is not yet due by another.
  const restMs = quietMs + (isSkewed ? 2 * skewMaxMs : 0)
  const isMoved = moveClock(cloud, chance, tally)
  const pool = new WorkerPool({
    cloud,
    chance,
    faults,
    tally,
    hosts,
    perHost: 3,
    workers: workers.map((worker) => staysIn(cloud, mutant?.worker?.(worker) ?? worker)),
    completesFirst: false,
  })
  const clients = new Clients(cloud, chance, faults, tally, hosts)
  tell(cloud, chance, clients, (tenantId, reply) => checkAccepted(cloud, tenantId, reply))
  if (!options.faults && chance.happens(0.5)) {
    faults.on.add('behind')
    cloud.replicas.behindRate = chance.pick([0.05, 0.3, 0.9])
  }
  const awaitsWithFaults = chance.whole(100, 2_000)
  let changedMs = cloud.timeline.nowMs
  cloud.documents.onCommit((tenantId) => {
    if (tenants.some((one) => one === tenantId)) changedMs = cloud.timeline.nowMs
  })
  let restAsked = false
  const everyMs = chance.pick([30_000, minuteMs])
  every(
    everyMs,
    cloud,
    () => chance.pick(hosts),
    'sweeper',
    sweep,
    () => {
      restAsked = true
    },
  )
  let calmSinceMs = cloud.timeline.nowMs
  for (let round = 0; !cloud.broken; ) {
    if (!(await cloud.timeline.step())) break
    const { nowMs } = cloud.timeline
    if (!faults.over) {
      faults.over = cloud.tasks.points >= awaitsWithFaults || nowMs - calmSinceMs > faultsLastMs
      if (faults.over) calmSinceMs = nowMs
    }
    if (restAsked) {
      restAsked = false
      if (isMoved() && clients.open === 0 && nowMs - changedMs > restMs) {
        faults.over = true
        round += 1
        const todo = await lookAfter(cloud, pool, tally, () => chance.happens(0.15))
        if (todo === 0) break
        changedMs = nowMs
        calmSinceMs = cloud.timeline.nowMs
        if (round > roundsMax) cloud.breaks('dead letters are replayable', 'they come back forever')
      }
    }
    if (faults.over && isMoved() && nowMs - calmSinceMs > restsWithinMs)
      cloud.breaks('terminal in time', unrest(cloud))
  }
  if (!cloud.broken) for (const rule of rules) rule.atEnd()
  return { seed, broken: cloud.broken, tally }
}

/** A message of one organisation writes in that one alone. */
function staysIn(cloud: Cloud, worker: QueueWorker): QueueWorker {
  return {
    ...worker,
    handle(services, body, deliveryCount) {
      const { tenantId } = body as { readonly tenantId?: string }
      const { documents } = services
      return worker.handle(
        {
          ...services,
          documents: {
            ...documents,
            commit: (where, writes) => {
              if (where !== tenantId) cloud.breaks('tenant isolation', `${worker.queue} wrote elsewhere`)
              return documents.commit(where, writes)
            },
          },
        },
        body,
        deliveryCount,
      )
    },
  }
}

/** Ahead and back again, and at last past everything that was planned. */
function moveClock(cloud: Cloud, chance: Chance, tally: Tally): () => boolean {
  let isPast = false
  for (let move = chance.whole(0, 3); move > 0; move -= 1) {
    cloud.timeline.after(chance.whole(200, 2 * minuteMs), () => {
      if (isPast) return undefined
      const aheadMs = chance.pick([0, 2 * minuteMs, 11 * minuteMs, 9 * 60 * minuteMs])
      if (cloud.moveClock(aheadMs) > aheadMs) count(tally, 'clock put back')
      return undefined
    })
  }
  cloud.timeline.after(chance.whole(2 * minuteMs, 5 * minuteMs), () => {
    isPast = true
    cloud.moveClock(plansLieWithinMs + 10 * 60 * minuteMs)
    return undefined
  })
  return () => isPast
}

function checkAccepted(cloud: Cloud, tenantId: TenantId, reply: Reply | undefined): void {
  if (!reply || isRefusal(reply) || reply.status !== 202) return
  const { id } = reply.body as { readonly id: string }
  const found = operationsOf(cloud, tenantId).some((operation) => operation.id === id)
  if (!found) cloud.breaks('an accepted job exists', `${id} was accepted and is not there`)
}

function unrest(cloud: Cloud): string {
  return tenants
    .flatMap((tenantId) => operationsOf(cloud, tenantId))
    .filter(({ completedAt }) => completedAt === null)
    .map((operation) => `${operation.kind} ${operation.state}${isWaiting(operation) ? ' waits' : ''}`)
    .join(', ')
}
