import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { Answer } from '#local/system/api-client.ts'
import type { Client, System } from '../../support/clients/system.ts'
import { eventually } from '../../support/clients/system.ts'

/** What was answered, and what said nothing at that moment. */
export interface Answered {
  readonly what: string
  readonly status: number
  readonly retryAfter: string | null
  readonly ms: number
  /**
   * How many looks somebody else, who pauses for `pauseMs` before each, was given meanwhile by the same processes. What
   * holds up the machine holds up the looks too; what holds up this answer alone does not.
   */
  readonly looks: number
  /** As much of that as lies after the last silence began: what came before was work, slow on a busy machine. */
  readonly heldMs: number
  readonly silent: string | undefined
  readonly text: string
}

/** A purchase that is shared, taken over, and moved away or cancelled, by people who try again when told to. */
export interface Story {
  readonly what: 'move' | 'cancel'
  readonly ended: string
}

export interface Load {
  silent(name: string | undefined): void
  /** Lets every story that was begun come to its end. */
  end(): Promise<{ readonly answers: readonly Answered[]; readonly stories: readonly Story[] }>
}

/** How long whoever looks rests before they call again: so finely it is told how long an answer took. */
export const pauseMs = 100
/** The others: several such systems wait side by side, and none of it is about how much a machine can do. */
const restMs = 500

const tenant = '/tenants/0a000000-0000-4000-8000-000000000001'
const powerBiPro = 'CFQ7TTC0H9MP'

/** People at work in the demo organisation, all at once, until they are told to stop. */
export async function loadOn(system: System): Promise<Load> {
  const answers: Answered[] = []
  const stories: Story[] = []
  let silent: string | undefined
  let isOver = false
  let looks = 0
  let silentSinceMs = 0

  /** Calls as long as the answer is that it cannot be done now; a POST with the same repeat id each time. */
  const insist = async <Body>(
    who: Client,
    what: string,
    body?: unknown,
    headers = {},
  ): Promise<Answer<Body>> => {
    const [method, path = ''] = what.split(' ')
    const repeat = { 'repeatability-request-id': randomUUID(), ...headers }
    for (;;) {
      const startedMs = performance.now()
      const meanwhile = silent
      const looksBefore = looks
      const answer =
        method === 'POST'
          ? await who.post<Body>(path, body, { headers: repeat })
          : await who.get<Body>(path, { headers })
      const { status, text } = answer
      const retryAfter = answer.headers.get('retry-after')
      const ms = Math.round(performance.now() - startedMs)
      answers.push({
        what,
        status,
        retryAfter,
        ms,
        looks: looks - looksBefore,
        heldMs: Math.round(performance.now() - Math.max(startedMs, silentSinceMs)),
        silent: meanwhile,
        text: status < 400 ? '' : text.slice(0, 300),
      })
      if (status !== 503) return answer
      await wait(500)
    }
  }

  const admin = system.as('anna-admin')
  const purchaser = system.as('sanne-buys')
  const operator = system.as('olga-operator')
  const people = await insist<{ value: { id: string }[] }>(admin, `GET ${tenant}/users?search=e`)
  const userIds = people.body.value.slice(0, 3).map(({ id }) => id)
  const card = await insist<{ id: string }>(purchaser, `POST ${tenant}/paymentMethods`, {
    type: 'card',
    token: 'tok_ok',
  })
  const central = await insist<{ id: string }>(admin, `POST ${tenant}/subscriptions`, {
    productId: powerBiPro,
    channel: 'central',
    totalLicenses: 50,
  })

  const read = async (path: string) => {
    const answer = await insist<{ status: string; purchaser: { id: string } }>(admin, `GET ${tenant}${path}`)
    return { ...answer.body, etag: answer.headers.get('etag') ?? '' }
  }
  const tell = async (what: Story['what']): Promise<void> => {
    const bought = await insist<{ id: string; price: { amount: number } }>(
      purchaser,
      `POST ${tenant}/subscriptions`,
      {
        productId: powerBiPro,
        channel: 'selfService',
        totalLicenses: 3,
        paymentMethodId: card.body.id,
      },
    )
    const { id } = bought.body
    await insist(purchaser, `POST ${tenant}/subscriptions/${id}/assignments`, { userIds })
    await insist(admin, `POST ${tenant}/subscriptions/${id}/takeControl`)
    const ifMatch = { 'if-match': (await read(`/subscriptions/${id}`)).etag }
    const asked =
      what === 'move'
        ? insist<{ id: string }>(
            admin,
            `POST ${tenant}/subscriptions/${id}/moveUsers`,
            { targetSubscriptionId: central.body.id, confirm: true },
            ifMatch,
          )
        : insist<{ id: string }>(
            admin,
            `POST ${tenant}/subscriptions/${id}/cancel`,
            { reason: 'unused', confirm: true },
            ifMatch,
          )
    const operation = (await asked).body
    if (operation.id === undefined) throw new Error(`The ${what} was refused: ${JSON.stringify(operation)}`)
    let ended = ''
    do {
      await wait(200)
      ended = (await read(`/operations/${operation.id}`)).status
    } while (['NotStarted', 'Running'].includes(ended))
    stories.push({ what, ended })
  }

  const again = async (work: () => Promise<unknown>, pause = restMs) => {
    while (!isOver) {
      await work()
      await wait(pause)
    }
  }
  const everybody = [
    again(() => tell('move')),
    again(() => tell('cancel')),
    again(async () => {
      await insist(purchaser, `GET ${tenant}/eligibility?productId=${powerBiPro}&channel=selfService`)
      looks += 1
    }, pauseMs),
    again(() => insist(purchaser, `GET ${tenant}/subscriptions`)),
    again(() => insist(operator, 'GET /ops/deadLetters')),
    again(() => insist(operator, 'GET /ops/queues')),
    again(() => insist(admin, `POST ${tenant}/licenses/export`, { subscriptionIds: [central.body.id] })),
  ]
  return {
    silent(name) {
      silent = name
      if (name !== undefined) silentSinceMs = performance.now()
    },
    async end() {
      isOver = true
      await Promise.all(everybody)
      await eventually(async () => {
        const { body } = await operator.get<{ counts: Record<string, number> }>('/ops/operations')
        return Object.keys(body.counts).every((status) => status === 'Succeeded')
      }, 60_000)
      return { answers, stories }
    },
  }
}
