import { sweep } from '#functions/jobs/sweeper.ts'
import { chanceFrom } from '../chance.ts'
import { Clients } from '../clients.ts'
import { Cloud } from '../cloud.ts'
import { count, faultsOf, isSimulated, ordinaryFaults, type Tally } from '../faults.ts'
import type { Mutant } from '../planting.ts'
import { workers } from '../queue-workers.ts'
import type { Host } from '../tasks.ts'
import { WorkerPool } from '../worker-pool.ts'
import { EventLedger } from './ledger.ts'
import { Receivers } from './receivers.ts'
import { lookAfterParked, makeChanges, openOrganisations, somethingWaits } from './story.ts'

export interface EventsOptions {
  readonly mutant?: Mutant
  readonly trace?: (line: string) => void
}

export interface EventsOutcome {
  readonly seed: number
  readonly broken: { readonly invariant: string; readonly seen: string } | undefined
  readonly tally: Tally
}

const minuteMs = 60_000
const faultsLastMs = 20 * minuteMs
/** The longest pause that there can be after so few failures, and what comes after it. */
const restsWithinMs = 4 * 60 * minuteMs
const roundsMax = 12
const sweepEveryMs = 30_000

/** One seed: two organisations in which things change, receivers that are told of it, and everything that goes wrong. */
export async function runEvents(seed: number, { mutant, trace }: EventsOptions = {}): Promise<EventsOutcome> {
  const chance = chanceFrom(seed)
  const tally: Tally = new Map()
  const faults = faultsOf(chance, tally, new Set(ordinaryFaults.filter(() => chance.happens(0.5))))
  const receivers = new Receivers(chance, faults, tally)
  const workSliceMs = chance.pick([15_000, 15_000, 100])
  const cloud = new Cloud({
    chance,
    faults,
    tally,
    settings: { workSliceMs, forgottenAfterMs: workSliceMs + 5_000 },
    throttleShare: 0,
    receivers: (task, its) => receivers.seenBy(task, its),
    ...(mutant?.services ? { mutate: mutant.services } : {}),
    ...(trace ? { trace } : {}),
  })
  const ledger = new EventLedger(cloud)
  receivers.ledger = ledger
  await openOrganisations(cloud, chance)
  cloud.replicas.level()
  if (chance.happens(0.3)) {
    faults.on.add('behind')
    cloud.replicas.behindRate = chance.pick([0.05, 0.3])
  }
  const hosts = ['one', 'two'].map(
    (name): Host => ({ name, skewMs: 0, session: cloud.replicas.newSession() }),
  )
  const pool = new WorkerPool({
    cloud,
    chance,
    faults,
    tally,
    hosts,
    perHost: 2,
    workers,
    completesFirst: false,
  })
  const clients = new Clients(cloud, chance, faults, tally, hosts)
  makeChanges(clients, chance)

  let swept = false
  sweepFrom(
    cloud,
    () => chance.pick(hosts),
    () => {
      swept = true
    },
  )
  const awaitsWithFaults = chance.whole(50, 1_500)
  let calmSinceMs = cloud.timeline.nowMs
  for (let round = 0; !cloud.broken; ) {
    if (!(await cloud.timeline.step())) break
    const { nowMs } = cloud.timeline
    if (!faults.over) {
      faults.over = cloud.tasks.points >= awaitsWithFaults || nowMs - calmSinceMs > faultsLastMs
      if (faults.over) calmSinceMs = nowMs
    }
    if (swept) {
      swept = false
      const rests = clients.open === 0 && pool.idle && cloud.messages.pending().length === 0
      if (rests && cloud.tasks.running === 0 && !somethingWaits(cloud)) {
        if ((await lookAfterParked(cloud, chance, ledger)) === 0) break
        round += 1
        if (round >= roundsMax / 2) faults.over = true
        if (round > roundsMax) cloud.breaks('parked events can be sent', 'they are parked for ever')
        calmSinceMs = cloud.timeline.nowMs
      }
    }
    if (faults.over && nowMs - calmSinceMs > restsWithinMs)
      cloud.breaks('everything is sent in time', 'not so')
  }
  if (!cloud.broken) ledger.checkEnd()
  count(tally, 'event expected', ledger.expected)
  return { seed, broken: cloud.broken, tally }
}

/** The timer of the host: one run of it after another. */
function sweepFrom(cloud: Cloud, hostOf: () => Host, whenDone: () => void): void {
  let running = false
  const tick = () => {
    cloud.timeline.after(sweepEveryMs, tick)
    if (running) return undefined
    running = true
    cloud.tasks.start(
      'sweeper',
      hostOf(),
      (task) => sweep(cloud.servicesOf(task)),
      (ended) => {
        running = false
        if (ended.how === 'done') whenDone()
        if (ended.how !== 'failed' || isSimulated(ended.error)) return
        cloud.breaks('only expected failures', `sweeper: ${(ended.error as Error).stack}`)
      },
    )
    return undefined
  }
  cloud.timeline.after(sweepEveryMs, tick)
}
