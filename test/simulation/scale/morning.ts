import { toMilliseconds } from '#core/kernel/time.ts'
import type { QueueName } from '#core/ports/messages.ts'
import { sweep } from '#functions/jobs/sweeper.ts'
import { jobs } from '#functions/jobs.ts'
import { type Chance, chanceFrom } from '../chance.ts'
import { workers } from '../queue-workers.ts'
import { Cloud } from './cloud.ts'
import { Group, type Instance } from './instances.ts'
import type { Model } from './model.ts'
import { found, type Organisation, type Shape } from './organisation.ts'
import { People } from './people.ts'

export interface MorningOptions {
  readonly seed: number
  readonly model: Model
  /** What each organisation takes over. */
  readonly shapes: readonly Shape[]
  /** They all begin within that time. */
  readonly withinMs: number
  /** How often somebody of the first organisation opens a subscription meanwhile; absent: nobody does. */
  readonly looksEveryMs?: number
}

/** What a morning came to. Times are virtual, counts and units those of the product's own requests. */
export interface Morning {
  readonly takeOvers: number
  readonly succeeded: number
  /** Given up: an operator has to look. */
  readonly needAttention: number
  readonly notStarted: number
  /** From the click until the last user has moved, one value a take-over, in order. */
  readonly tookMs: readonly number[]
  /** From the click to the answer 202. */
  readonly acceptedMs: readonly number[]
  /** Of whoever looks meanwhile. */
  readonly looksMs: readonly number[]
  readonly requests: number
  readonly requestUnits: number
  /** Answers of the store that said 429. */
  readonly throttled: number
  /** Answers of routes that said "not now". */
  readonly notNow: number
  /** Sent to all queues; the least is two for each take-over. */
  readonly messages: number
  readonly dead: number
  /** How long the message of a move waited at most. */
  readonly oldestMs: number
  /** At most at the same time, for moves and for HTTP. */
  readonly instances: number
  readonly httpInstances: number
  readonly mails: number
  /** From the beginning to the last of them. */
  readonly lastMailMs: number
}

const moves: QueueName = jobs.queueOf('moveUsers')
const longestMs = 72 * 3_600_000

/** Plays it: people who ask over HTTP, workers who move, mails, the sweeper; all of them the product's own. */
export async function play({
  seed,
  model,
  shapes,
  withinMs,
  looksEveryMs,
}: MorningOptions): Promise<Morning> {
  const chance = chanceFrom(seed)
  const cloud = new Cloud(model, chance)
  const { timeline, namespace } = cloud
  const startedAtMs = timeline.nowMs
  const people = new People(cloud, chance, model)
  const organisations: Organisation[] = []
  for (const [number, shape] of shapes.entries()) {
    const organisation = await found(cloud, number, shape)
    organisations.push(organisation)
    people.takeOver(organisation, shape.chosen, withinMs)
  }
  const groups = groupsOf(cloud, chance, model)
  namespace.onVisible = (queue) => groups.get(queue)?.wake()
  sweepEvery(model.sweepsEveryMs, cloud)
  const [first] = organisations
  if (first && looksEveryMs) people.lookOn(first, looksEveryMs)

  const isOver = () => people.busy === 0 && people.open === 0 && namespace.isEmpty
  while ((await timeline.step()) && timeline.nowMs - startedAtMs < longestMs) if (isOver()) break
  return summary(cloud, people, groups, startedAtMs)
}

/** The instances of each function that a queue wakes. */
function groupsOf(cloud: Cloud, chance: Chance, model: Model): ReadonlyMap<QueueName, Group> {
  const { namespace, tasks, timeline } = cloud
  const work = (queue: QueueName, handle: (typeof workers)[number]['handle']) => ({
    active: () => namespace.active(queue),
    begin(on: Instance, done: () => void) {
      const delivery = namespace.take(queue)
      if (!delivery) return false
      const { message, deliveryCount } = delivery
      tasks.start(
        `${message.id} on ${on.name}`,
        on,
        async (task) => {
          await tasks.point(task, 'receive', model.latencyMs.message + namespace.turnMs())
          await handle(cloud.servicesOf(task, on), message.body, deliveryCount)
        },
        ({ how }) => {
          if (how === 'done') namespace.complete(delivery)
          else namespace.abandon(delivery)
          done()
        },
      )
      return true
    },
  })
  return new Map(
    workers.map(({ queue, handle }) => [
      queue,
      new Group({
        name: queue,
        timeline,
        chance,
        scaling: model.queues,
        most: model.instancesMax,
        alwaysReady: 0,
        work: work(queue, handle),
      }),
    ]),
  )
}

/** The timer, on an instance of its own: one run of it after another. */
function sweepEvery(everyMs: number, cloud: Cloud): void {
  const { timeline, tasks } = cloud
  const on: Instance = { name: 'sweeper', skewMs: 0, session: { seen: 0 }, working: 0, busyUntilMs: 0 }
  const tick = () => {
    timeline.after(everyMs, tick)
    if (on.working > 0) return undefined
    on.working = 1
    tasks.start(
      'sweeper',
      on,
      (task) => sweep(cloud.servicesOf(task, on)),
      () => {
        on.working = 0
      },
    )
    return undefined
  }
  timeline.after(everyMs, tick)
}

function summary(
  cloud: Cloud,
  people: People,
  groups: ReadonlyMap<QueueName, Group>,
  startedAtMs: number,
): Morning {
  const { namespace, documents } = cloud
  const tookMs: number[] = []
  let needAttention = 0
  for (const { organisation, sourceId, clickedAtMs } of people.takeOvers)
    for (const one of documents.all(organisation.tenantId)) {
      if (one.type !== 'operation' || one.subscriptionId !== sourceId) continue
      if (one.needsAttention) needAttention += 1
      if (one.state === 'Succeeded' && one.completedAt)
        tookMs.push(toMilliseconds(one.completedAt) - clickedAtMs)
    }
  const inOrder = (values: readonly number[]) => values.toSorted((a, b) => a - b)
  return {
    takeOvers: people.takeOvers.length,
    succeeded: tookMs.length,
    needAttention,
    notStarted: [...people.notStarted.values()].reduce((sum, times) => sum + times, 0),
    tookMs: inOrder(tookMs),
    acceptedMs: inOrder(people.acceptedMs),
    looksMs: inOrder(people.looksMs),
    requests: cloud.requests,
    requestUnits: cloud.requestUnits,
    throttled: cloud.throttled,
    notNow: people.notNow,
    messages: namespace.sent,
    dead: jobs.queues.reduce((sum, queue) => sum + namespace.dead(queue), 0),
    oldestMs: namespace.oldestMs(moves),
    instances: groups.get(moves)?.mostInstances ?? 0,
    httpInstances: people.http.mostInstances,
    mails: cloud.mails.length,
    lastMailMs: (cloud.mails.at(-1) ?? startedAtMs) - startedAtMs,
  }
}
