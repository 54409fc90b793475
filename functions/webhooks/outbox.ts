import type { AuditEntry } from '#core/audit/audit-entry.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { TenantId, WebhookId } from '#core/kernel/ids.ts'
import type { Commit, Documents, Stored, Write } from '#core/ports/documents.ts'
import { Unavailable } from '#core/ports/failures.ts'
import type { Ports } from '#core/ports/ports.ts'
import { appended, type Delivery, type EventLine, organisationSubject } from '#core/webhooks/delivery.ts'
import { type CloudEvent, type EventType, eventOf, toldAs } from '#core/webhooks/event.ts'
import { appending } from '#core/webhooks/outcome.ts'
import type { WebhookList } from '#core/webhooks/webhook.ts'
import type { Services } from '../jobs/job.ts'
import { wakeUpForWebhook } from './message.ts'

type Needed = Pick<Services, 'jobs'> &
  Pick<Ports, 'documents' | 'messages' | 'ids' | 'machineClock' | 'settings' | 'log'>

/** An event as a batch has it, and the line that it stands in. */
interface Told {
  readonly subject: string
  readonly type: EventType
  readonly event: CloudEvent
}

/** Of those who meet at the end of a line one succeeds each time. */
const triesMax = 20
const longestSleepMs = 32

/** How long a change waits for the message that follows it: the sweeper makes up for a lost one. */
const nudgeMs = 1_000

/**
 * The same documents, where every batch that writes down something receivers want to be told of has the events in it:
 * so there is an event exactly where there is the change, and their numbers are in the order of the changes. Whoever
 * writes the batch knows nothing of it. An organisation without webhooks pays one read for it, in such batches alone.
 * (B13)
 */
export function withOutbox(services: Needed): Documents {
  const { documents } = services
  return {
    ...documents,
    async commit(tenantId, writes) {
      const told = toldIn(services, writes)
      return told.length === 0
        ? documents.commit(tenantId, writes)
        : commitTold(services, tenantId, writes, told)
    },
  }
}

function toldIn({ ids, settings }: Needed, writes: readonly Write[]): readonly Told[] {
  return writes.flatMap((write): Told[] => {
    if (write.kind !== 'create' || write.document.type !== 'audit') return []
    const entry = write.document as AuditEntry
    const as = toldAs(entry)
    if (!as) return []
    const event = eventOf(entry, as, { id: ids.derive(entry.id), origin: settings.publicBaseUrl })
    return [{ subject: entry.subscriptionId ?? organisationSubject, type: as.type, event }]
  })
}

async function commitTold(
  services: Needed,
  tenantId: TenantId,
  writes: readonly Write[],
  told: readonly Told[],
): Promise<Commit> {
  const { documents, machineClock } = services
  for (let tries = 0; tries < triesMax; tries += 1) {
    if (tries > 0) await machineClock.sleep(Math.min(2 ** tries, longestSleepMs))
    const outgoing = await outgoingOf(services, tenantId, told)
    const added = outgoing.flatMap(({ before, more }) => appending(before, more))
    const commit = await documents.commit(tenantId, [...writes, ...added])
    if (commit.committed) {
      await nudge(
        services,
        tenantId,
        outgoing.flatMap(({ more }) => more.deliveries.slice(-1)),
      )
      return { ...commit, etags: commit.etags.slice(0, writes.length) }
    }
    // What the caller wrote is the caller's to decide again; only the ends of the lines are ours.
    if (commit.at < writes.length) return commit
  }
  throw new Unavailable('Too much happens to the same subscription at this moment.')
}

interface Outgoing {
  readonly before: Stored<EventLine> | undefined
  readonly more: { readonly line: EventLine; readonly deliveries: readonly Delivery[] }
}

/** What goes to the end of which lines, read just now. */
async function outgoingOf(
  { documents, machineClock }: Needed,
  tenantId: TenantId,
  told: readonly Told[],
): Promise<readonly Outgoing[]> {
  const list = await documents.read<WebhookList>(tenantId, documentId.webhookList)
  const lines = linesFor(list, told)
  if (lines.length === 0) return []
  const found = await documents.readTogether<EventLine[]>(
    tenantId,
    lines.map(({ webhookId, subject }) => documentId.eventLine(webhookId, subject)),
  )
  const now = machineClock.now()
  return lines.map(({ webhookId, subject, events }, at) => ({
    before: found[at],
    more: appended(found[at], { tenantId, webhookId, subject }, events, now),
  }))
}

function linesFor(list: WebhookList | undefined, told: readonly Told[]) {
  const subjects = new Set(told.map(({ subject }) => subject))
  const wanting = list?.webhooks.filter(({ enabled }) => enabled) ?? []
  return wanting.flatMap(({ webhookId, types }) =>
    [...subjects].flatMap((subject) => {
      const events = told.filter((one) => one.subject === subject && types.includes(one.type))
      return events.length > 0 ? [{ webhookId, subject, events: events.map(({ event }) => event) }] : []
    }),
  )
}

async function nudge(services: Needed, tenantId: TenantId, latest: readonly Delivery[]): Promise<void> {
  if (latest.length === 0) return
  const newest = new Map<WebhookId, Delivery>(latest.map((delivery) => [delivery.webhookId, delivery]))
  const sent = Promise.all(
    [...newest].map(([webhookId, { subject, number }]) =>
      wakeUpForWebhook(services, { tenantId, webhookId }, `${subject}:${number}`),
    ),
  ).catch((error: unknown) => {
    const passes = error instanceof Unavailable
    services.log(passes ? 'warning' : 'error', `Events are left to the sweeper: ${error}`)
  })
  await Promise.race([sent, services.machineClock.sleep(nudgeMs)])
}
