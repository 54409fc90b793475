import type { SubscriptionId } from '#core/kernel/ids.ts'
import { routes } from '#functions/routes.ts'
import { callRoute } from '../../support/simulated/ask.ts'
import type { Chance } from '../chance.ts'
import type { Cloud } from './cloud.ts'
import { Group, type Instance } from './instances.ts'
import type { Model } from './model.ts'
import type { Organisation } from './organisation.ts'

// What is loaded in the middle of a run takes a time that no seed knows.
const asked = ['subscriptions-get', 'take-over-take-control', 'take-over-move-users', 'operations-get']
await Promise.all(routes.filter(({ name }) => asked.includes(name)).map((route) => route.load()))

const asksAgainMax = 30
const pollsEveryMs = 5_000
const over = new Set(['Succeeded', 'Failed', 'Canceled'])

export interface TakeOver {
  readonly organisation: Organisation
  readonly sourceId: SubscriptionId
  readonly targetId: SubscriptionId
  readonly chosen: number
  readonly clickedAtMs: number
}

interface Answered {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
  readonly headers: Readonly<Record<string, string>>
}

/** Administrators at their screens: each takes control, moves the users, and then watches the progress. */
export class People {
  /** Requests and pauses of theirs that are not over. */
  busy = 0
  /** Take-overs whose end nobody has seen. */
  open = 0
  /** Answers that said "not now". */
  notNow = 0
  /** Refused for good, or asked in vain too often. */
  readonly notStarted = new Map<string, number>()
  readonly takeOvers: TakeOver[] = []
  readonly acceptedMs: number[] = []
  readonly looksMs: number[] = []
  readonly http: Group
  readonly #cloud: Cloud
  readonly #chance: Chance
  readonly #waiting: ((on: Instance, done: () => void) => void)[] = []
  #working = 0

  constructor(cloud: Cloud, chance: Chance, { http }: Model) {
    this.#cloud = cloud
    this.#chance = chance
    this.http = new Group({
      name: 'http',
      timeline: cloud.timeline,
      chance,
      scaling: http,
      most: 1_000,
      alwaysReady: 1,
      work: {
        active: () => this.#waiting.length + this.#working,
        begin: (on, done) => {
          const next = this.#waiting.shift()
          if (!next) return false
          this.#working += 1
          next(on, () => {
            this.#working -= 1
            done()
          })
          return true
        },
      },
    })
  }

  /** Each of its sources goes to a target in turn, all of them begun at the same moment within that time. */
  takeOver(organisation: Organisation, chosen: number, withinMs: number): void {
    const { sourceIds, targetIds } = organisation
    const beginsInMs = this.#chance.whole(0, withinMs)
    for (const [at, sourceId] of sourceIds.entries()) {
      const targetId = targetIds[at % targetIds.length] as SubscriptionId
      this.open += 1
      this.#later(beginsInMs, () => {
        const clickedAtMs = this.#cloud.timeline.nowMs
        const takeOver = { organisation, sourceId, targetId, chosen, clickedAtMs }
        this.takeOvers.push(takeOver)
        this.#takeControl(takeOver, 0)
      })
    }
  }

  /** Somebody opens one subscription again and again, as long as anything is taken over. */
  lookOn({ token, tenantId, targetIds }: Organisation, everyMs: number): void {
    const id = String(targetIds[0])
    const look = () => {
      if (this.open === 0) return undefined
      this.#cloud.timeline.after(everyMs, look)
      this.#ask('subscriptions-get', { token, params: { t: tenantId, id } }, (_, ms) => this.looksMs.push(ms))
      return undefined
    }
    this.#cloud.timeline.after(everyMs, look)
  }

  #takeControl(takeOver: TakeOver, tries: number): void {
    const { token, tenantId } = takeOver.organisation
    const params = { t: tenantId, id: takeOver.sourceId }
    this.#ask('take-over-take-control', { token, params }, ({ status, headers }) => {
      if (status === 200) this.#move(takeOver, String(headers['etag']), 0)
      else this.#again(status, tries, (more) => this.#takeControl(takeOver, more))
    })
  }

  #move(takeOver: TakeOver, etag: string, tries: number): void {
    const { organisation, sourceId, targetId, chosen, clickedAtMs } = takeOver
    const { token, tenantId, holders } = organisation
    const userIds = chosen > 0 ? { userIds: holders.slice(0, chosen) } : {}
    const request = {
      token,
      params: { t: tenantId, id: sourceId },
      headers: { 'if-match': etag },
      body: { targetSubscriptionId: targetId, confirm: true, ...userIds },
      repeat: sourceId,
    }
    this.#ask('take-over-move-users', request, ({ status, body }) => {
      if (status !== 202) {
        this.#again(status, tries, (more) => this.#move(takeOver, etag, more))
        return
      }
      this.acceptedMs.push(this.#cloud.timeline.nowMs - clickedAtMs)
      this.#watch(takeOver, String(body['id']))
    })
  }

  #watch({ organisation: { token, tenantId } }: TakeOver, id: string): void {
    const look = () =>
      this.#ask('operations-get', { token, params: { t: tenantId, id } }, ({ body }) => {
        if (over.has(String(body['status'])) || body['needsAttention'] === true) this.open -= 1
        else this.#later(pollsEveryMs, look)
      })
    this.#later(pollsEveryMs, look)
  }

  /** A while later, where the answer was "not now"; whoever meets that too often gives up. */
  #again(status: number, tries: number, ask: (tries: number) => void): void {
    if (status === 503) this.notNow += 1
    if (status === 503 && tries < asksAgainMax) {
      this.#later(this.#chance.whole(1_000, 1_500), () => ask(tries + 1))
      return
    }
    this.notStarted.set(String(status), (this.notStarted.get(String(status)) ?? 0) + 1)
    this.open -= 1
  }

  #later(ms: number, act: () => void): void {
    this.busy += 1
    this.#cloud.timeline.after(ms, () => {
      this.busy -= 1
      act()
      return undefined
    })
  }

  #ask(
    route: string,
    request: Parameters<typeof callRoute>[2],
    then: (answer: Answered, ms: number) => void,
  ): void {
    const { tasks, timeline } = this.#cloud
    const askedAtMs = timeline.nowMs
    this.busy += 1
    this.#waiting.push((on, done) => {
      let answer: Answered | undefined
      tasks.start(
        `${route} on ${on.name}`,
        on,
        async (task) => {
          const services = this.#cloud.servicesOf(task, on)
          const { status = 200, jsonBody = {}, headers = {} } = await callRoute(services, route, request)
          answer = { status, body: jsonBody, headers: headers as Answered['headers'] }
        },
        (ended) => {
          done()
          this.busy -= 1
          if (!answer || answer.status === 500)
            throw new Error(
              `${route} failed: ${ended.how === 'failed' ? ended.error : JSON.stringify(answer)}`,
            )
          then(answer, timeline.nowMs - askedAtMs)
        },
      )
    })
    this.http.wake()
  }
}
