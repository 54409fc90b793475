import { hash } from 'node:crypto'
import { fromMilliseconds, type Instant, toMilliseconds } from '#core/kernel/time.ts'
import type { Mailer, OutgoingMail } from '#core/ports/mailer.ts'
import { silent } from '#core/ports/telemetry.ts'
import type { Webhooks } from '#core/ports/webhooks.ts'
import type { Services } from '#functions/jobs/job.ts'
import { jobs } from '#functions/jobs.ts'
import { withOutbox } from '#functions/webhooks/outbox.ts'
import { early, guid } from '../builders.ts'
import { type SimulatedDocuments, simulatedDocuments } from './documents.ts'
import { type SimulatedMessages, simulatedMessages } from './messages.ts'
import { simulatedPayments } from './payments.ts'
import { simulatedReceivers } from './receivers.ts'
import { withRoomForEvents } from './room-for-events.ts'
import { operatorsTenantId, simulatedTokens } from './tokens.ts'

export interface SimulatedServices {
  readonly services: Services
  readonly documents: SimulatedDocuments
  readonly messages: SimulatedMessages
  /** What the mail server took, in order. */
  readonly mails: readonly OutgoingMail[]
  /** Lets time pass on both clocks; `sleep` does it too. */
  advance(ms: number): void
  /** Moves the product's clock alone, forwards or back. */
  moveClock(ms: number): void
}

export interface SimulatedServicesOptions {
  readonly startsAt?: Instant
  /** Whoever owns the time gives it here; then `advance` and `sleep` are not for use. */
  readonly nowMs?: () => number
  readonly settings?: Partial<Services['settings']>
  readonly mailer?: Mailer
  readonly webhooks?: Webhooks
}

/** Everything a route or worker asks of the outside, in memory, with a clock and ids that repeat themselves. */
export function simulatedServices(options: SimulatedServicesOptions = {}): SimulatedServices {
  let ownMs = toMilliseconds(options.startsAt ?? early)
  let movedMs = 0
  let lastId = 0
  const nowMs = options.nowMs ?? (() => ownMs)
  const documents = simulatedDocuments({ nowMs })
  const deliveriesMax = options.settings?.deliveriesMax ?? 5
  const messages = simulatedMessages({ nowMs, deliveriesMax })
  const mails: OutgoingMail[] = []
  const advance = (ms: number) => {
    ownMs += ms
  }
  const sleep = async (ms: number) => advance(ms)
  const plain: Services = {
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
    payments: simulatedPayments().gateway,
    webhooks: options.webhooks ?? simulatedReceivers().webhooks,
    jobs,
    files: { write: notSimulated, read: notSimulated },
    tokens: simulatedTokens,
    clock: { now: () => fromMilliseconds(nowMs() + movedMs), sleep },
    machineClock: { now: () => fromMilliseconds(nowMs()), sleep },
    ids: {
      next: () => guid(0xe, ++lastId),
      derive: (text) => guid(0xd, hash('sha256', text, 'buffer').readUIntBE(0, 6)),
    },
    throttle: { spend: async () => {}, slowDown() {} },
    telemetry: silent,
    shutdown: { begun: false },
    settings: {
      release: { version: '1.2.3', commit: '0123456789abcdef0123456789abcdef01234567' },
      publicBaseUrl: 'https://api.example',
      portalUrl: 'https://portal.example',
      portal: {
        clientId: '9f3d1f7e-6a34-4c7c-8a0e-0d6a3f5b7c11',
        authority: 'https://login.microsoftonline.com/organizations',
        scope: 'api://9f3d1f7e-6a34-4c7c-8a0e-0d6a3f5b7c11/user_impersonation',
        cardFieldsUrl: 'https://cards.example/card-fields',
      },
      mailDomain: 'mail.example',
      catalogueProfile: 'all',
      workSliceMs: 15_000,
      deliveriesMax,
      forgottenAfterMs: 20_000,
      rateLimitPerSecond: 1_000,
      operatorTenantId: operatorsTenantId,
      seller: { name: 'Seatwarden', address: [], taxId: null },
      ...options.settings,
    },
    reachable: { documents: notSimulated, messages: notSimulated, email: notSimulated },
    log() {},
  }
  const services: Services = { ...plain, documents: withRoomForEvents(withOutbox(plain)) }
  const moveClock = (ms: number) => {
    movedMs += ms
  }
  return { services, documents, messages, mails, advance, moveClock }
}

async function notSimulated(): Promise<never> {
  throw new Error('This port is not simulated: pass services with one of your own.')
}
