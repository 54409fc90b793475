import { afterAll, expect, test } from 'vitest'
import type { AppSettings } from '#local/system/app-settings.ts'
import { stateFiles } from '#local/system/state-folder.ts'
import { readWhole } from '#local/system/whole-file.ts'
import { eventually, type System, startSystem } from '../support/clients/system.ts'
import { type Load, loadOn, pauseMs } from './silence/load.ts'

/**
 * What hangs: each stand-in in turn answers nobody for 25 s, while people buy, take over, move, cancel and export, and
 * operators look. Afterwards it goes on as if nothing had been, or it is killed and started anew.
 */
const standIns = [
  ['service-bus', 'cosmos', 'mailbox'],
  ['payment-gateway', 'sign-in', 'blobs'],
] as const
const silentMs = 25_000
const betweenMs = 4_000
/** A second for the message, which test/http/follow-up.routes.test.ts holds to the millisecond, and some for the rest. */
const savedWithinMs = 1_500

const systems: System[] = []
afterAll(() => Promise.all(systems.map((system) => system.stop())), 60_000)

/** Nearly all of it is waiting, so that four systems wait side by side. */
const cases = standIns.flatMap((names) => [
  { names, ending: 'that goes on afterwards', signal: 'SIGCONT' as const },
  { names, ending: 'that is killed afterwards', signal: 'SIGKILL' as const },
])

test.concurrent.each(cases)(
  'a stand-in of $names that says nothing for 25 s, $ending, loses nothing and holds nobody up',
  async ({ names, signal }) => {
    const system = await startSystem()
    systems.push(system)
    const load: Load = await loadOn(system)
    for (const name of names) {
      await pause(betweenMs)
      const pid = system.pid(name)
      process.kill(pid, 'SIGSTOP')
      load.silent(name)
      await pause(silentMs)
      process.kill(pid, signal)
      load.silent(undefined)
    }
    await pause(betweenMs)
    const { answers, stories } = await load.end()

    for (const name of names) {
      const meanwhile = answers.filter(({ silent }) => silent === name)
      expect([name, meanwhile.length > 20]).toEqual([name, true])
    }
    // Whatever cannot be done now is 503 with the time to wait; nothing else is a failure.
    const failures = answers.filter(
      ({ status, retryAfter }) => status >= 500 && !(status === 503 && retryAfter),
    )
    expect(failures).toEqual([])
    expect(answers.filter(({ heldMs }) => heldMs > 10_500)).toEqual([])
    // What is saved is answered as saved, whatever becomes of the wake-up message.
    const saved = answers.filter(({ silent, what, status }) => {
      return silent === 'service-bus' && what.startsWith('POST /tenants') && status < 300
    })
    if (names.some((name) => name === 'service-bus')) {
      expect(saved.length).toBeGreaterThan(0)
      expect(saved.some(({ looks }) => looks > 0)).toBe(true)
    }
    expect(saved.filter(({ looks }) => looks * pauseMs > savedWithinMs)).toEqual([])

    // Nothing is lost: every story that was begun came to its end, with one charge and one mail each.
    expect(stories.length).toBeGreaterThan(5)
    expect(stories.filter(({ ended }) => ended !== 'Succeeded')).toEqual([])
    // All ends on the day of its purchase, so all goes back: at once, or with the timer where the gateway said nothing.
    const charges = await eventually(async () => {
      const all = await chargesAt(system)
      return all.every((status) => status === 'refunded') && all
    }, 150_000)
    expect(charges).toHaveLength(stories.length)
    const mails = await eventually(async () => {
      const sent = await system.mailbox.messages({ to: 'sanne.devries@duinwater.example' })
      const ids = new Set(sent.map(({ messageId }) => messageId))
      return ids.size >= stories.length && ids
    }, 90_000)
    expect(mails.size).toBe(stories.length)
    const letters = await system.as('olga-operator').get<{ value: unknown[] }>('/ops/deadLetters')
    expect(letters.body.value).toEqual([])
    const board = await system
      .as('olga-operator')
      .get<{ counts: Record<string, number>; needsAttention: number }>('/ops/operations')
    expect(board.body).toMatchObject({ needsAttention: 0, counts: { Succeeded: expect.any(Number) } })
    expect(Object.keys(board.body.counts)).toEqual(['Succeeded'])
  },
  420_000,
)

async function chargesAt({ state }: System): Promise<readonly string[]> {
  const settings = readWhole<AppSettings>(stateFiles(state).settings)
  const answer = await fetch(`${settings?.['PAYMENT_GATEWAY_URL']}/charges`)
  const { value } = (await answer.json()) as { value: readonly { readonly status: string }[] }
  return value.map(({ status }) => status)
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
