import { sweep } from '#functions/jobs/sweeper.ts'
import { lookAfter } from '../aftermath.ts'
import { chanceFrom } from '../chance.ts'
import { Clients } from '../clients.ts'
import { Cloud } from '../cloud.ts'
import {
  count,
  type Fault,
  type Faults,
  faultsOf,
  isSimulated,
  moneyFaults,
  ordinaryFaults,
  type Tally,
} from '../faults.ts'
import { home } from '../known-ids.ts'
import { store } from '../organisation.ts'
import type { Mutant } from '../planting.ts'
import { workers } from '../queue-workers.ts'
import type { Host, Task } from '../tasks.ts'
import { WorkerPool } from '../worker-pool.ts'
import { Auditor } from './auditor.ts'
import { dayMs, dayOf } from './calendar.ts'
import { checkEnd } from './end.ts'
import { PriceList } from './price-list.ts'
import { yearsRivalOf } from './rivals.ts'
import { Story } from './story.ts'
import { foundTown, isBad } from './town.ts'

export interface YearsOptions {
  readonly mutant?: Mutant
  /** Replicas answer at eventual consistency, weaker than what production asks for. */
  readonly eventual?: boolean
  readonly faults?: readonly Fault[]
  readonly trace?: (line: string) => void
}

export interface YearsOutcome {
  readonly seed: number
  readonly eventual: boolean
  readonly broken: { readonly invariant: string; readonly seen: string } | undefined
  readonly tally: Tally
}

const minuteMs = 60_000
const faultsLastMs = 20 * minuteMs
const restsWithinMs = 60 * minuteMs
const skewMaxMs = 5 * minuteMs
const firstDay = dayOf('2026-01-01')
/** Those of the take-over are for other runs, and cost time. */
const faultsOfYears = ordinaryFaults.filter((fault) => fault !== 'shortPage')

/** One seed: what becomes of a few subscriptions over months and years, whatever goes wrong meanwhile. */
export async function runYears(seed: number, options: YearsOptions = {}): Promise<YearsOutcome> {
  const years = new Years(seed, options)
  try {
    await years.run()
  } finally {
    years.prices.restore()
  }
  return { seed, eventual: options.eventual ?? false, broken: years.cloud.broken, tally: years.tally }
}

/** The line that runs a seed again. */
export function replayOfYears({ seed, eventual }: Pick<YearsOutcome, 'seed' | 'eventual'>): string {
  return `npm run simulate -- --years 1 --seed ${seed}${eventual ? ' --eventual 1' : ''}`
}

class Years {
  readonly tally: Tally = new Map()
  readonly cloud: Cloud
  readonly prices: PriceList
  readonly #chance
  readonly #faults: Faults
  readonly #hosts: readonly Host[]
  readonly #pool: WorkerPool
  readonly #clients: Clients
  readonly #auditor: Auditor
  readonly #story: Story
  readonly #town
  readonly #lastDay: number
  readonly #skewed: boolean
  readonly #everyMs: number
  #calmSinceMs = 0
  #faultsUntilPoint = 0
  #timersRun = false
  /** Acts that come within the minute. */
  #soon = 0

  constructor(seed: number, options: YearsOptions) {
    const chance = chanceFrom(seed)
    this.#chance = chance
    const drawn = [...faultsOfYears, ...moneyFaults].filter(
      (fault) => fault !== 'declined' && chance.happens(0.5),
    )
    this.#faults = faultsOf(chance, this.tally, new Set(options.faults ?? drawn))
    const days = chance.happens(0.12) ? chance.whole(365, 500) : chance.whole(40, 180)
    // The last days of months are worth a look.
    const fromDay =
      firstDay + (chance.happens(0.3) ? chance.pick([29, 30, 58, 88, 89]) : chance.whole(0, 370))
    const lasting = { fromDay, days }
    this.#lastDay = fromDay + days
    this.cloud = new Cloud({
      chance,
      faults: this.#faults,
      tally: this.tally,
      settings: {},
      throttleShare: 0,
      rivalOf: yearsRivalOf,
      crashAt: (task, point) => this.#crashes(task, point),
      ...(options.mutant?.services ? { mutate: options.mutant.services } : {}),
      ...(options.trace ? { trace: options.trace } : {}),
    })
    const { cloud } = this
    cloud.timeline.nowMs = fromDay * dayMs
    this.#town = foundTown(chance, lasting)
    this.prices = new PriceList(this.#town.country)
    this.#auditor = new Auditor({
      documents: cloud.documents,
      bank: cloud.bank,
      home,
      country: this.#town.country,
      prices: this.prices,
      breaks: (invariant, seen) => cloud.breaks(invariant, seen),
      saw: (what) => count(this.tally, what),
      declined: (id) => this.#story.declined(id),
    })
    const { cards } = this.#town
    cloud.bank.declines = (token) => isBad(cards.get(token), cloud.timeline.nowMs)
    this.#skewed = chance.happens(0.5)
    cloud.mailbox.clocksDiffer = this.#skewed
    cloud.replicas.behindRate = chance.pick([0.05, 0.3, 0.9])
    cloud.replicas.eventual = options.eventual ?? false
    if ((chance.happens(0.4) || options.eventual) && !options.faults) this.#faults.on.add('behind')
    this.#hosts = ['one', 'two', 'three'].map((name) => ({
      name,
      skewMs: 0,
      session: cloud.replicas.newSession(),
    }))
    this.#pool = new WorkerPool({
      cloud,
      chance,
      faults: this.#faults,
      tally: this.tally,
      hosts: this.#hosts,
      perHost: 2,
      workers: workers.map((worker) => options.mutant?.worker?.(worker) ?? worker),
      completesFirst: options.mutant?.completesFirst ?? false,
    })
    this.#clients = new Clients(cloud, chance, this.#faults, this.tally, this.#hosts)
    this.#everyMs = chance.pick([15_000, 30_000, minuteMs])
    this.#story = new Story({
      chance,
      cloud,
      clients: this.#clients,
      auditor: this.#auditor,
      prices: this.prices,
      tally: this.tally,
      town: this.#town,
      lasting,
    })
  }

  async run(): Promise<void> {
    const { cloud } = this
    await store(cloud, home, this.#town.documents)
    cloud.replicas.level()
    while (!cloud.broken) {
      const nextMs = this.#nextMs()
      if (nextMs > this.#lastDay * dayMs) break
      this.#jump(nextMs)
      await this.#untilRest()
      if (!cloud.broken) this.#auditor.checkAtRest(cloud.timeline.nowMs)
    }
    if (!cloud.broken) await checkEnd(cloud, this.#auditor)
  }

  /** Whatever comes first: something that is due, or somebody who does something. */
  #nextMs(): number {
    const due = this.#auditor.nextDueAt()
    const dueMs = due === undefined ? Number.POSITIVE_INFINITY : Date.parse(due)
    return Math.min(dueMs, this.#story.nextAtMs() ?? Number.POSITIVE_INFINITY)
  }

  #jump(toMs: number): void {
    const { timeline, tasks } = this.cloud
    const chance = this.#chance
    // Nobody is there on the stroke of midnight; now and then somebody acts in the very minutes after it.
    timeline.nowMs = Math.max(timeline.nowMs, toMs) + chance.whole(0, 3_000)
    this.cloud.trace(`--- ${new Date(timeline.nowMs).toISOString()}`)
    if (this.#skewed && chance.happens(0.3)) {
      chance.pick(this.#hosts).skewMs = chance.whole(-skewMaxMs, skewMaxMs)
      count(this.tally, 'clock jump')
    }
    this.#faults.over = false
    this.#calmSinceMs = timeline.nowMs
    this.#faultsUntilPoint = tasks.points + (chance.happens(0.3) ? 0 : chance.whole(0, 300))
    this.#actInTime()
  }

  /** Who does something within the next minutes does not wait for all to rest. */
  #actInTime(): void {
    const { timeline } = this.cloud
    this.#story.act(timeline.nowMs)
    const nextMs = this.#story.nextAtMs()
    if (nextMs === undefined || nextMs > timeline.nowMs + minuteMs) return
    this.#soon += 1
    timeline.after(nextMs - timeline.nowMs, () => {
      this.#soon -= 1
      this.#actInTime()
      return undefined
    })
  }

  async #untilRest(): Promise<void> {
    const { cloud } = this
    const { timeline } = cloud
    for (let rounds = 0; !cloud.broken; rounds += 1) {
      this.#startTimers()
      while (!cloud.broken && (await timeline.step())) this.#watch()
      if (cloud.broken) return
      if (!this.#rests()) continue
      const todo = await lookAfter(cloud, this.#pool, this.tally, () => false)
      if (todo === 0) return
      if (rounds > 12) cloud.breaks('dead letters are replayable', 'they come back forever')
      this.#calmSinceMs = timeline.nowMs
    }
  }

  /** Faults come to an end, and then everything must. */
  #watch(): void {
    const { timeline, tasks } = this.cloud
    if (!this.#faults.over) {
      const isOver = tasks.points >= this.#faultsUntilPoint
      this.#faults.over = isOver || timeline.nowMs - this.#calmSinceMs > faultsLastMs
      if (this.#faults.over) this.#calmSinceMs = timeline.nowMs
      return
    }
    if (timeline.nowMs - this.#calmSinceMs > restsWithinMs)
      this.cloud.breaks('terminal in time', `${[...this.#auditor.open].join(' ')}, due: ${this.#overdue()}`)
  }

  #startTimers(): void {
    if (this.#timersRun) return
    this.#timersRun = true
    const { timeline, tasks } = this.cloud
    let [running, ticks] = [false, 0]
    const tick = () => {
      if (!running && this.#rests()) {
        this.#timersRun = false
        return undefined
      }
      // Who waits for a key to be void waits for minutes.
      ticks += 1
      timeline.after(ticks > 4 ? minuteMs : this.#everyMs, tick)
      if (running) return undefined
      running = true
      tasks.start(
        'sweeper',
        this.#chance.pick(this.#hosts),
        (task) => sweep(this.cloud.servicesOf(task)),
        (ended) => {
          running = false
          if (ended.how !== 'failed' || isSimulated(ended.error)) return
          this.cloud.breaks('only expected failures', `sweeper: ${(ended.error as Error).stack}`)
        },
      )
      return undefined
    }
    const waits = this.#overdue() === undefined && this.#chance.happens(0.6)
    timeline.after(waits ? this.#everyMs : this.#chance.whole(0, 300), tick)
  }

  #rests(): boolean {
    const { cloud } = this
    if (this.#clients.open > 0 || this.#soon > 0 || !this.#pool.idle || cloud.tasks.running > 0) return false
    if (this.#auditor.open.size > 0 || cloud.bank.underWay > 0) return false
    return this.#overdue() === undefined && cloud.messages.pending().length === 0
  }

  #overdue(): string | undefined {
    const next = this.#auditor.nextDueAt()
    return next !== undefined && Date.parse(next) <= this.cloud.timeline.nowMs ? next : undefined
  }

  /** Renewals are what these runs are about: their processes die more often, and that is counted by itself. */
  #crashes(task: Task, point: string): boolean {
    const isRenewal = task.name.startsWith('renew-subscriptions')
    const crashes = this.#faults.strikes(
      'crash',
      isRenewal && /charge|purchase/.test(point) ? 0.15 : undefined,
    )
    if (crashes && isRenewal) count(this.tally, `a renewal crashes ${point}`)
    return crashes
  }
}
