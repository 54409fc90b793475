import type { TenantId } from '#core/kernel/ids.ts'
import { type Instant, toMilliseconds } from '#core/kernel/time.ts'
import type { DocumentBase, Documents, Write } from '#core/ports/documents.ts'
import type { Message, QueueName } from '#core/ports/messages.ts'
import type { Webhooks } from '#core/ports/webhooks.ts'
import type { Services } from '#functions/jobs/job.ts'
import { createThrottle } from '#functions/jobs/throttle.ts'
import { withOutbox } from '#functions/webhooks/outbox.ts'
import { early } from '../support/builders.ts'
import type { Reads, SimulatedDocuments } from '../support/simulated/documents.ts'
import type { SimulatedMessages } from '../support/simulated/messages.ts'
import { simulatedServices } from '../support/simulated/services.ts'
import type { Chance } from './chance.ts'
import { count, type Faults, outcomeUnknown, type Tally, throttled, unavailable } from './faults.ts'
import { FileStore } from './file-store.ts'
import { Mailbox } from './mailbox.ts'
import { Bank } from './money/bank.ts'
import type { Mutant } from './planting.ts'
import { Replicas } from './replicas.ts'
import { rivalOf } from './rivals.ts'
import { stepOfBatch } from './steps.ts'
import { type Task, Tasks } from './tasks.ts'
import { Timeline } from './timeline.ts'

/** Says where the process dies, in runs that do not leave it to chance. */
export type CrashAt = (task: Task, point: string) => boolean

export interface CloudOptions {
  readonly chance: Chance
  readonly faults: Faults
  readonly tally: Tally
  readonly settings: Partial<Services['settings']>
  readonly throttleShare: number
  readonly crashAt?: CrashAt
  /** A planted bug: what each invocation gets instead of the right services. */
  readonly mutate?: Mutant['services']
  /** What others do just before a batch; those of rivals.ts where nobody says. */
  readonly rivalOf?: typeof rivalOf
  /** Who is told what happens; nobody in a run that is about something else. */
  readonly receivers?: (task: Task, cloud: Cloud) => Webhooks
  readonly trace?: (line: string) => void
}

const startsAtMs = toMilliseconds(early)
/** Steps that are taken seldom: a crash right after them is to be seen nevertheless. */
const seldom = new Set([
  'after job gives up',
  'after call for attention',
  'after act',
  'after step',
  'after void',
  'after refund',
  'after refund written down',
  'after renewal declined',
  'after renewal announced',
])

/** The outside of a whole system, in one process: every call of a port is a place where anything may happen. */
export class Cloud {
  readonly timeline: Timeline
  readonly tasks: Tasks
  readonly documents: SimulatedDocuments
  readonly messages: SimulatedMessages
  readonly mailbox: Mailbox
  readonly replicas: Replicas
  readonly bank: Bank
  readonly files: FileStore
  /** Without faults: for setting up, for looking, for operators when all is over. */
  readonly calm: Services
  /** Every message that was ever sent, by queue and body. */
  readonly sent = new Map<string, { readonly queue: QueueName; readonly body: Message['body'] }>()
  /** Addresses that the mail server refuses. */
  readonly refusedAddresses = new Set<string>()
  /** What stopped the run: the invariant's name, and what was seen. */
  broken: { readonly invariant: string; readonly seen: string } | undefined
  /** Called when a message may have become visible. */
  onSent: () => void = () => {}
  readonly #moveBase: (ms: number) => void
  readonly #options: CloudOptions
  #movedMs = 0

  constructor(options: CloudOptions) {
    this.#options = options
    const { chance, tally } = options
    this.timeline = new Timeline(startsAtMs, chance.next)
    const base = simulatedServices({ nowMs: () => this.timeline.nowMs, settings: options.settings })
    this.files = new FileStore((name) => this.breaks('a rebuilt file equals the first', `${name} does not`))
    this.#moveBase = base.moveClock
    this.calm = { ...base.services, files: this.files.seenBy() }
    this.documents = base.documents
    this.messages = base.messages
    this.mailbox = new Mailbox(base.documents)
    this.replicas = new Replicas(base.documents, this.timeline, chance, options.faults, tally)
    this.bank = new Bank({
      timeline: this.timeline,
      chance,
      faults: options.faults,
      tally,
      pause: (task, point, moreMs) => this.tasks.point(task, point, this.#latencyMs() + moreMs),
      strike: (task, error) => this.#strike(task, error),
      trace: (line) => this.trace(line),
    })
    this.tasks = new Tasks(this.timeline, (task, point) => {
      const crashes = options.crashAt
        ? options.crashAt(task, point)
        : options.faults.strikes('crash', seldom.has(point) ? 0.8 : undefined)
      options.trace?.(`${this.elapsed()} ${task.name}: ${point}${crashes ? ' - CRASH' : ''}`)
      if (crashes) {
        count(tally, `crash ${point}`)
        task.host.session = this.replicas.newSession()
      }
      return crashes
    })
  }

  /** The product's time, as a host without skew tells it. */
  get productMs(): number {
    return this.timeline.nowMs + this.#movedMs
  }

  /** Puts the product's clock so far ahead of the machine's, 0 puts it back; gives how far ahead it was. */
  moveClock(aheadMs: number): number {
    const before = this.#movedMs
    this.#moveBase(aheadMs - before)
    this.#movedMs = aheadMs
    this.trace(`the clock is ${aheadMs} ms ahead`)
    return before
  }

  breaks(invariant: string, seen: string): void {
    this.broken ??= { invariant, seen }
  }

  trace(line: string): void {
    this.#options.trace?.(`${this.elapsed()} ${line}`)
  }

  elapsed(): string {
    return `${((this.timeline.nowMs - startsAtMs) / 1000).toFixed(3)} s`
  }

  /** A call of somebody else's system, where anything may happen before and after. */
  reach(task: Task, point: string, moreMs = 0): Promise<void> {
    return this.tasks.point(task, point, this.#latencyMs() + moreMs)
  }

  /** The services as one invocation sees it. */
  servicesOf(task: Task, deliveryCount = 0): Services {
    const { calm } = this
    const sleep = (ms: number) => this.tasks.point(task, 'sleep', ms)
    const machineMs = () => this.timeline.nowMs + task.host.skewMs
    const machineClock: Services['machineClock'] = { now: () => instantOf(machineMs()), sleep }
    const clock: Services['clock'] = { now: () => instantOf(machineMs() + this.#movedMs), sleep }
    const services: Services = {
      ...calm,
      clock,
      machineClock,
      throttle: createThrottle(machineClock, 10_000, this.#options.throttleShare),
      documents: this.#documentsOf(task),
      acrossTenants: {
        page: (query, from) => this.#read(task, 'find', (reads) => reads.acrossTenants.page(query, from)),
        count: (query) => this.#read(task, 'count', (reads) => reads.acrossTenants.count(query)),
        sum: (query, field) => this.#read(task, 'sum', (reads) => reads.acrossTenants.sum(query, field)),
      },
      messages: {
        send: (queue, message, options) => this.#send(task, queue, message, options),
      },
      deadLetters: {
        ...calm.deadLetters,
        page: (queue, from) => this.#look(task, () => calm.deadLetters.page(queue, from)),
        find: (queue, number) => this.#look(task, () => calm.deadLetters.find(queue, number)),
      },
      payments: this.bank.gatewayOf(task),
      files: this.files.seenBy(async () => {
        await this.tasks.point(task, 'file', this.#latencyMs())
        this.#mayFail(task)
      }),
      mailer: { send: (mail) => this.#mail(task, mail, machineClock) },
    }
    const { mutate, receivers } = this.#options
    const told = receivers ? { ...services, webhooks: receivers(task, this) } : withoutEvents(services)
    const mutated = mutate?.(told, { name: task.name, deliveryCount }) ?? told
    return receivers ? { ...mutated, documents: withOutbox(mutated) } : mutated
  }

  #documentsOf(task: Task): Documents {
    const documents: Documents = {
      read: (tenantId, id) => this.#read(task, 'read', (reads) => reads.read(tenantId, id)),
      readTogether: (tenantId, ids) => this.#readTogether(task, tenantId, ids) as never,
      page: (tenantId, query, { size, continuation }) => {
        // A server may end a page wherever it likes.
        const short = this.#options.faults.strikes('shortPage')
        const rows = short ? this.#options.chance.whole(1, Math.min(size, 120)) : size
        const from = continuation === undefined ? {} : { continuation }
        return this.#read(task, 'query', (reads) => reads.page(tenantId, query, { size: rows, ...from }))
      },
      async *pages(tenantId, query, size, continuation) {
        let page = await documents.page(tenantId, query, {
          size,
          ...(continuation === undefined ? {} : { continuation }),
        })
        for (;;) {
          yield page as never
          if (page.continuation === undefined) return
          page = await documents.page(tenantId, query, { size, continuation: page.continuation })
        }
      },
      count: (tenantId, query) => this.#read(task, 'count', (reads) => reads.count(tenantId, query)),
      commit: (tenantId, writes) => this.#commit(task, tenantId, writes),
    }
    return documents
  }

  #latencyMs(): number {
    const { chance, faults } = this.#options
    const usual = chance.whole(1, 4)
    if (faults.strikes('stall')) return usual + chance.whole(20_000, 70_000)
    return faults.strikes('delay') ? usual + chance.whole(1, 60) : usual
  }

  async #read<T>(
    task: Task,
    point: string,
    effect: (reads: Reads, demanded: number) => Promise<T>,
  ): Promise<T> {
    const demanded = this.replicas.demandOf(task)
    await this.tasks.point(task, point, this.#latencyMs())
    this.#mayFail(task)
    return effect(this.replicas.answer(task.session, demanded), demanded)
  }

  /** One answer where all are there; else each is asked for by itself, and may come from a replica of its own. */
  #readTogether(task: Task, tenantId: TenantId, ids: readonly string[]) {
    return this.#read(task, 'read', async (reads, demanded) => {
      const together = await reads.readTogether<DocumentBase[]>(tenantId, ids)
      if (together.every((document) => document)) return together
      return Promise.all(ids.map((id) => this.replicas.answer(task.session, demanded).read(tenantId, id)))
    })
  }

  async #look<T>(task: Task, effect: () => Promise<T>): Promise<T> {
    await this.tasks.point(task, 'list', this.#latencyMs())
    this.#mayFail(task)
    return effect()
  }

  #mayFail(task: Task): void {
    const { chance, faults } = this.#options
    if (faults.strikes('throttled')) throw this.#strike(task, throttled(chance))
    if (faults.strikes('unavailable')) throw this.#strike(task, unavailable())
  }

  #strike<E extends Error>(task: Task, error: E): E {
    this.mailbox.struck(task)
    this.trace(`${task.name}: ${error.message}`)
    return error
  }

  async #commit(task: Task, tenantId: TenantId, writes: readonly Write[]) {
    const { chance, faults, tally } = this.#options
    const step = stepOfBatch(writes)
    await this.tasks.point(task, `before ${step}`, this.#latencyMs())
    this.#mayFail(task)
    const lost = faults.strikes('lostAnswer')
    if (lost && chance.happens(0.4)) throw this.#strike(task, outcomeUnknown())
    // Only there a change of the target's seats has not been looked at.
    const isLast = writes.some((write) => write.kind === 'patch' && write.set?.['state'] === 'Succeeded')
    const rate = isLast ? 0.4 : undefined
    if (faults.strikes('conflict', rate)) await this.#disturb(tenantId, writes)
    const commit = await this.documents.documents.commit(tenantId, writes)
    const { version } = this.documents
    this.trace(
      `${task.name}: ${step} ${commit.committed ? 'committed' : `met ${commit.because} at ${commit.at}`}`,
    )
    if (commit.committed) count(tally, `step ${step}`)
    if (commit.committed && step === 'mail claimed') this.mailbox.claimed(task, writes)
    await this.tasks.point(task, commit.committed ? `after ${step}` : 'after a conflict', this.#latencyMs())
    if (lost) throw this.#strike(task, outcomeUnknown())
    task.session.seen = Math.max(task.session.seen, version)
    return commit
  }

  /** Somebody else is faster. */
  async #disturb(tenantId: TenantId, writes: readonly Write[]): Promise<void> {
    const { chance, tally } = this.#options
    const rival = (this.#options.rivalOf ?? rivalOf)(this.documents, this.calm, chance, tenantId, writes)
    if (!rival || rival.writes.length === 0) return
    const commit = await this.calm.documents.commit(tenantId, rival.writes)
    if (!commit.committed) return
    count(tally, rival.writes.length > 1 ? 'seats taken by a rival' : 'version taken by a rival')
    if (rival.what) count(tally, rival.what)
    this.trace(`a rival: ${rival.what ?? 'another version'}`)
  }

  async #send(task: Task, queue: QueueName, message: Message, options: { delayMs?: number } = {}) {
    const point = queue === 'send-email' ? 'wake-up of a mail' : 'wake-up of a job'
    await this.tasks.point(task, `before ${point}`, this.#latencyMs())
    const { chance, faults } = this.#options
    const fails = faults.strikes('sendFailed')
    if (fails && chance.happens(0.5)) throw this.#strike(task, unavailable())
    await this.calm.messages.send(queue, message, options)
    this.sent.set(`${queue} ${JSON.stringify(message.body)}`, { queue, body: message.body })
    this.trace(`${task.name}: sent ${message.id} to ${queue}`)
    this.onSent()
    await this.tasks.point(task, `after ${point}`, this.#latencyMs())
    if (fails) throw this.#strike(task, unavailable())
  }

  async #mail(task: Task, mail: Parameters<Services['mailer']['send']>[0], clock: Services['clock']) {
    this.mailbox.begins(task, clock.now())
    await this.tasks.point(task, 'before 250', this.#latencyMs())
    const { faults, tally } = this.#options
    if (faults.strikes('smtpFailed')) throw this.#strike(task, unavailable())
    if (this.refusedAddresses.has(mail.to.address)) return { refused: '550 no such mailbox' }
    const wrong = this.mailbox.arrived(mail, task, clock.now())
    if (wrong) this.breaks('one mail', wrong)
    count(tally, 'mail taken')
    this.trace(`${task.name}: 250 for ${mail.to.address}`)
    await this.tasks.point(task, 'after 250', this.#latencyMs())
    if (faults.strikes('smtpAnswerLost')) throw this.#strike(task, unavailable())
    return { sent: true } as const
  }
}

/** Where nobody has a webhook the sweeper need not look for what waits for one: each look would be an await more. */
function withoutEvents(services: Services): Services {
  const { jobs } = services
  const queues = jobs.queues.filter((queue) => queue !== jobs.queueOf('events'))
  return { ...services, jobs: { ...jobs, queues } }
}

function instantOf(ms: number): Instant {
  return new Date(ms).toISOString() as Instant
}
