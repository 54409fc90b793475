import { createHash } from 'node:crypto'
import { fromMilliseconds, type Instant, toMilliseconds } from '#core/kernel/time.ts'
import type { Mailer, OutgoingMail } from '#core/ports/mailer.ts'
import type { World } from '#core/ports/services.ts'
import { early, guid } from './builders.ts'
import { type SimulatedDocuments, simulatedDocuments } from './simulated-documents.ts'
import { type SimulatedMessages, simulatedMessages } from './simulated-messages.ts'

export interface SimulatedWorld {
  readonly world: World
  readonly documents: SimulatedDocuments
  readonly messages: SimulatedMessages
  /** What the mail server took, in order. */
  readonly mails: readonly OutgoingMail[]
  /** Moves the clock; `sleep` moves it too. */
  advance(ms: number): void
}

export interface SimulatedWorldOptions {
  readonly startsAt?: Instant
  /** Whoever owns the time gives it here; then `advance` and `sleep` are not for use. */
  readonly nowMs?: () => number
  readonly settings?: Partial<World['settings']>
  readonly mailer?: Mailer
}

/** Everything a door or worker asks of the outside, in memory, with a clock and ids that repeat themselves. */
export function simulatedWorld(options: SimulatedWorldOptions = {}): SimulatedWorld {
  let ownMs = toMilliseconds(options.startsAt ?? early)
  let lastId = 0
  const nowMs = options.nowMs ?? (() => ownMs)
  const documents = simulatedDocuments({ nowMs })
  const messages = simulatedMessages({ nowMs })
  const mails: OutgoingMail[] = []
  const advance = (ms: number) => {
    ownMs += ms
  }
  const world: World = {
    documents: documents.documents,
    acrossTenants: documents.acrossTenants,
    messages: messages.messages,
    deadLetters: messages.deadLetters,
    mailer: options.mailer ?? {
      async send(mail) {
        mails.push(mail)
        return { sent: true }
      },
    },
    payments: { lookUpCard: notSimulated, charge: notSimulated, outcome: notSimulated },
    files: { write: notSimulated, read: notSimulated },
    tokens: { verify: notSimulated },
    clock: {
      now: () => fromMilliseconds(nowMs()),
      async sleep(ms) {
        advance(ms)
      },
    },
    ids: {
      next: () => guid(0xe, ++lastId),
      derive: (text) => guid(0xd, createHash('sha256').update(text).digest().readUIntBE(0, 6)),
    },
    pace: { spend: async () => {} },
    settings: {
      publicBaseUrl: 'https://api.example',
      portalUrl: 'https://portal.example',
      mailDomain: 'mail.example',
      catalogueProfile: 'all',
      workSliceMs: 15_000,
      forgottenAfterMs: 20_000,
      rateLimitPerSecond: 1_000,
      ...options.settings,
    },
    reachable: { documents: notSimulated, messages: notSimulated, email: notSimulated },
    log() {},
  }
  return { world, documents, messages, mails, advance }
}

async function notSimulated(): Promise<never> {
  throw new Error('This port is not simulated: pass a world with one of your own.')
}
