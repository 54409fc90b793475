import type { TenantId } from '#core/kernel/ids.ts'
import { fromMilliseconds } from '#core/kernel/time.ts'
import type { Reply } from '#functions/http/reply.ts'
import type { Services } from '#functions/jobs/job.ts'
import { sweep } from '#functions/jobs/sweeper.ts'
import { lookAfter, mailsOf, operationsOf } from './aftermath.ts'
import { type Chance, chanceFrom } from './chance.ts'
import { Clients } from './clients.ts'
import { Cloud, type CrashAt } from './cloud.ts'
import {
  count,
  type Fault,
  type Faults,
  faultsOf,
  isSimulated,
  moneyFaults,
  ordinaryFaults,
  type Tally,
} from './faults.ts'
import { checkAccepted, checkEnd, textOf } from './final-checks.ts'
import { Invariants } from './invariants.ts'
import { home, neighbour, operators } from './known-ids.ts'
import { type Lists, listsFrom, sendLists } from './lists/plot.ts'
import { Answers } from './money/answers.ts'
import { checkMoneyAtEnd } from './money/end.ts'
import { MoneyLedger } from './money/ledger.ts'
import { type Shopping, shoppingFrom } from './money/plot.ts'
import { openShop } from './money/shop.ts'
import { Shoppers } from './money/story.ts'
import { found, type OrganisationShape, shapeFrom, store } from './organisation.ts'
import { plantPoison } from './plant-poison.ts'
import type { Mutant } from './planting.ts'
import { type Plot, plotFrom } from './plot.ts'
import { workers } from './queue-workers.ts'
import { tell } from './story.ts'
import type { Host } from './tasks.ts'
import { type Transfers, transferSome, transfersFrom } from './transfer/plot.ts'
import { type Undos, undoSome, undosAtMost, undosFrom } from './undo/plot.ts'
import { WorkerPool } from './worker-pool.ts'

/** How a run differs from what its seed says; nothing for the ordinary run. */
export interface RunOptions {
  readonly faults?: readonly Fault[]
  readonly shape?: OrganisationShape
  readonly plot?: Plot
  readonly poison?: boolean
  readonly skew?: boolean
  /** Somebody moves the product's clock forward and puts it back. */
  readonly movesClock?: boolean
  /** Replicas that are behind. */
  readonly behind?: boolean
  /** They answer at eventual consistency, weaker than what production asks for. */
  readonly eventual?: boolean
  readonly shopping?: Shopping
  readonly lists?: Lists
  readonly undos?: Undos
  readonly transfers?: Transfers
  readonly settings?: Partial<Services['settings']>
  readonly crashAt?: CrashAt
  readonly mutant?: Mutant
  readonly trace?: (line: string) => void
}

export interface Outcome {
  readonly seed: number
  readonly movesClock: boolean
  readonly eventual: boolean
  readonly broken: { readonly invariant: string; readonly seen: string } | undefined
  readonly tally: Tally
  /** Deliveries that followed a crash. */
  readonly restarts: number
  readonly deliveriesMax: number
}

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs
/** After the last fault everything must have come to rest by then: clocks may be ten minutes apart. */
const restsWithinMs = 60 * minuteMs
const faultsLastMs = 20 * minuteMs
export const skewMaxMs = 5 * minuteMs
const operatorRoundsMax = 12

/** One seed: an organisation, its jobs, everything that goes wrong, and the aftermath. */
export async function run(seed: number, options: RunOptions = {}): Promise<Outcome> {
  const chance = chanceFrom(seed)
  const tally: Tally = new Map()
  const drawn = new Set(ordinaryFaults.filter(() => chance.happens(0.5)))
  const faults = faultsOf(chance, tally, options.faults ? new Set(options.faults) : drawn)
  // Drawn apart, as what follows, so that a seed without them is what it was before there were any.
  const undoing = chanceFrom(seed * 6_007 + 23)
  const undos = options.undos ?? undosFrom(undoing)
  const drawnPlot = options.plot ?? plotFrom(chance)
  // Chosen users come back step by step: seldom, as moves go.
  const plot =
    undos.count > 0 && undoing.happens(0.4) ? { ...drawnPlot, first: 'moveSelected' as const } : drawnPlot
  const shape = options.shape ?? shapeFrom(chance, plot)
  const workSliceMs = chance.pick([15_000, 15_000, 15_000, 100])
  const cloud = new Cloud({
    chance,
    faults,
    tally,
    settings: {
      workSliceMs,
      forgottenAfterMs: workSliceMs + 5_000,
      // As on one machine, or as in production.
      deliveriesMax: seed % 3 === 0 ? 10 : 5,
      ...options.settings,
    },
    throttleShare: chance.pick([0, 0.6]),
    ...(options.crashAt ? { crashAt: options.crashAt } : {}),
    ...(options.mutant?.services ? { mutate: options.mutant.services } : {}),
    ...(options.trace ? { trace: options.trace } : {}),
  })
  // Drawn apart, so that a seed without lists is what it was before there were any; those of found-at.ts are among them.
  const listing = chanceFrom(seed * 7_919 + 374)
  const lists = options.lists ?? listsFrom(listing)
  const organisation = await found(cloud, chance, shape, lists.inNeighbour)
  const shopping = options.shopping ?? shoppingFrom(chance)
  const shop = openShop(chance, shopping, organisation.people)
  await store(cloud, home, shop.documents)
  const lookAt = (tenantId: TenantId, others: TenantId | undefined) =>
    new Invariants({
      documents: cloud.documents,
      home: tenantId,
      operators,
      others,
      breaks: (invariant, seen) => cloud.breaks(invariant, seen),
      saw: (what) => count(tally, what),
    })
  const invariants = lookAt(home, lists.inNeighbour ? neighbour : undefined)
  const besides = lists.inNeighbour ? lookAt(neighbour, home) : undefined
  const ledger = new MoneyLedger(cloud.documents, cloud.bank, home, (invariant, seen) =>
    cloud.breaks(invariant, seen),
  )
  const neighbours = lists.inNeighbour ? undefined : textOf(cloud, neighbour)

  cloud.replicas.level()
  cloud.replicas.eventual = options.eventual ?? false
  const hosts = ['one', 'two', 'three'].map(
    (name): Host => ({ name, skewMs: 0, session: cloud.replicas.newSession() }),
  )
  if (options.skew ?? chance.happens(0.5)) skewClocks(cloud, chance, faults, tally, hosts)
  if (options.movesClock) moveClock(cloud, chanceFrom(-seed), faults, tally)
  const pool = new WorkerPool({
    cloud,
    chance,
    faults,
    tally,
    hosts,
    perHost: 2,
    workers: workers.map((worker) => options.mutant?.worker?.(worker) ?? worker),
    completesFirst: options.mutant?.completesFirst ?? false,
  })
  for (const one of [invariants, besides])
    if (one) one.mayWantAttention = (operation) => pool.mayWantAttention(operation)
  const clients = new Clients(cloud, chance, faults, tally, hosts)
  tell({
    chance,
    clients,
    organisation,
    plot,
    operations: () => operationsOf(cloud),
    accepted: (reply) => checkAccepted(cloud, reply),
  })
  const accepted = (reply: Reply | undefined) => checkAccepted(cloud, reply)
  sendLists(lists, { chance: listing, clients, organisation, accepted })
  const operations = () => operationsOf(cloud)
  undoSome(undos, { chance: undoing, clients, organisation, operations, accepted })
  const giving = chanceFrom(seed * 5_003 + 29)
  const transfers = options.transfers ?? transfersFrom(giving)
  transferSome(transfers, { chance: giving, clients, organisation, accepted })
  const shoppers = new Shoppers({
    chance,
    clients,
    answers: new Answers(cloud, ledger, tally),
    ledger,
    cloud,
    faults,
    shop,
    shopping,
    accepted: (reply) => checkAccepted(cloud, reply),
  })
  shoppers.goShopping()
  if (options.poison ?? chance.happens(0.15)) plantPoison(cloud, chance, tally, pool)

  const isShopping = shopping.buyers + shopping.owners > 0
  if (isShopping && !options.faults) {
    for (const fault of moneyFaults) if (chance.happens(0.5)) faults.on.add(fault)
    if (chance.happens(0.3)) cloud.bank.lostRate = 0.8
  }
  if (options.behind ?? (chance.happens(0.5) || options.eventual)) {
    faults.on.add('behind')
    cloud.replicas.behindRate = chance.pick([0.05, 0.3, 0.9])
  }

  const awaitsWithFaults = chance.whole(0, isShopping ? 4_000 : chance.happens(0.5) ? 120 : 600)
  let restAsked = false
  const everyMs = chance.pick([15_000, minuteMs])
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
      if (rests(cloud, pool, clients) && ledger.open.size === 0 && cloud.bank.underWay === 0) {
        faults.over = true
        round += 1
        const todo = await lookAfter(cloud, pool, tally, () => chance.happens(0.15))
        if (todo === 0) break
        calmSinceMs = cloud.timeline.nowMs
        if (round > operatorRoundsMax) cloud.breaks('dead letters are replayable', 'they come back forever')
      }
    }
    if (faults.over && nowMs - calmSinceMs > restsWithinMs) cloud.breaks('terminal in time', unrest(cloud))
  }
  if (!cloud.broken) {
    const others = lists.count + undosAtMost(undos) + transfers.count
    const jobsAsked = shoppers.jobs + (plot.second === 'none' ? 1 : 2) + plot.exports + others
    await checkEnd(cloud, pool, invariants, jobsAsked, neighbours)
    checkMoneyAtEnd(cloud, ledger)
    if ((besides?.jobs.size ?? 0) > lists.count)
      cloud.breaks('asked twice, done once', `${besides?.jobs.size} jobs in the other organisation`)
  }
  return {
    seed,
    movesClock: options.movesClock ?? false,
    eventual: options.eventual ?? false,
    broken: cloud.broken,
    tally,
    restarts: pool.restarts,
    deliveriesMax: pool.deliveriesMax,
  }
}

/** The line that runs a seed again. */
export function replayOf(outcome: Pick<Outcome, 'seed' | 'movesClock' | 'eventual'>): string {
  const { seed, movesClock, eventual } = outcome
  return `npm run simulate -- --seed ${seed}${movesClock ? ' --clock 1' : ''}${eventual ? ' --eventual 1' : ''}`
}

export function skewClocks(
  cloud: Cloud,
  chance: Chance,
  faults: Faults,
  tally: Tally,
  hosts: readonly Host[],
): void {
  for (const host of hosts) host.skewMs = chance.whole(-skewMaxMs, skewMaxMs)
  cloud.mailbox.clocksDiffer = true
  count(tally, 'skew')
  for (let jump = chance.whole(0, 3); jump > 0; jump -= 1) {
    cloud.timeline.after(chance.whole(1, 500), () => {
      if (faults.over) return
      chance.pick(hosts).skewMs = chance.whole(-skewMaxMs, skewMaxMs)
      count(tally, 'clock jump')
      return undefined
    })
  }
}

/** To and fro, at moments that leave the rest of the seed as it is; in the end it may stay where it is. */
function moveClock(cloud: Cloud, chance: Chance, faults: Faults, tally: Tally): void {
  for (let move = chance.whole(1, 6); move > 0; move -= 1) {
    cloud.timeline.after(chance.whole(1, chance.pick([1_000, minuteMs, 5 * minuteMs])), () => {
      if (faults.over) return
      const aheadMs = chance.pick([0, 0, chance.whole(0, 2 * minuteMs), 10 * dayMs, 30 * dayMs])
      if (cloud.moveClock(aheadMs) > aheadMs) count(tally, 'clock put back')
      return undefined
    })
  }
}

/** A timer of the host: one run of it after another. */
export function every(
  everyMs: number,
  cloud: Cloud,
  hostOf: () => Host,
  name: string,
  act: (services: Services) => Promise<void>,
  whenDone: () => void = () => {},
): void {
  let running = false
  const tick = () => {
    cloud.timeline.after(everyMs, tick)
    if (running) return undefined
    running = true
    cloud.tasks.start(
      name,
      hostOf(),
      (task) => act(cloud.servicesOf(task)),
      (ended) => {
        running = false
        if (ended.how === 'done') whenDone()
        if (ended.how !== 'failed' || isSimulated(ended.error)) return
        cloud.breaks('only expected failures', `${name}: ${(ended.error as Error).stack}`)
      },
    )
    return undefined
  }
  cloud.timeline.after(everyMs, tick)
}

/** Whether nothing will happen any more unless a person does something. */
function rests(cloud: Cloud, pool: WorkerPool, clients: Clients): boolean {
  if (clients.open > 0 || !pool.idle || cloud.tasks.running > 0) return false
  if (cloud.messages.pending().length > 0 || isSomethingDue(cloud)) return false
  const waits = operationsOf(cloud).every(
    ({ completedAt, state, needsAttention }) => completedAt !== null || state === 'Paused' || needsAttention,
  )
  return waits && mailsOf(cloud).every(({ state }) => state !== 'queued')
}

/**
 * By the clock that is ahead of all others: what a worker has left to the next sweep is not at rest. What a job holds
 * waits for that, and the job perhaps for an operator.
 */
function isSomethingDue({ documents, productMs }: Cloud): boolean {
  const latest = fromMilliseconds(productMs + skewMaxMs)
  return documents
    .all(home, 'subscription')
    .some((one) => !one.operationId && one.dueAt && one.dueAt <= latest)
}

function unrest(cloud: Cloud): string {
  const operations = operationsOf(cloud).map(({ kind, state, progress, needsAttention }) =>
    JSON.stringify({ kind, state, progress, needsAttention }),
  )
  const mails = mailsOf(cloud).map(({ state }) => state)
  return `${operations.join(' ')} mails: ${mails.join(' ') || 'none'}, ${cloud.messages.pending().length} messages`
}
