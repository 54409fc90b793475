import { documentId } from '#core/kernel/document-ids.ts'
import type { TenantId } from '#core/kernel/ids.ts'
import { releaseNothing } from '#core/operations/operation.ts'
import type { Tenant } from '#core/organisation/tenant.ts'
import { everywhere } from '#core/ports/documents.ts'
import { dueBy } from '#core/subscriptions/due.ts'
import { type DueMessage, parseDueMessage, wakeUpForDue } from '../billing/due-message.ts'
import { waitForReplicas } from '../jobs/back-off.ts'
import type { Job, Services } from '../jobs/job.ts'
import { PoisonMessage } from '../jobs/message.ts'
import { operationJob } from '../jobs/operation-job.ts'

/** What time brings: renewals and their announcement, what follows when they are not paid, the end of trials. (R186) */
export const dueJob = {
  kind: 'due',
  async handle(services, queue, body, deliveryCount) {
    const message = parseDueMessage(queue, body)
    const { deletedAt } = await findTenant(services, message).catch(async (error: unknown) => {
      if (error instanceof PoisonMessage) await waitForReplicas(services, deliveryCount)
      throw error
    })
    const { runDue } = await import('./run-due.ts')
    await runDue(services, message, deliveryCount, Boolean(deletedAt))
  },
  async explain(services, queue, body) {
    const message = parseDueMessage(queue, body)
    await findTenant(services, message)
    return { tenantId: message.tenantId }
  },
  /** One message for each organisation in which something is due; where nothing is, one query finds nothing. */
  async sweep(services) {
    const due = dueBy(services.clock.now())
    // What is still due after a message is due for the next one: none of them is a repeat.
    const occasion = `sweep:${services.machineClock.now()}`
    const woken = new Set<TenantId>()
    for await (const { tenantId } of everywhere(services.acrossTenants, due, 1_000)) {
      if (woken.has(tenantId)) continue
      woken.add(tenantId)
      await wakeUpForDue(services, tenantId, occasion)
    }
  },
} as const satisfies Job

/** Gives everything that somebody bought to somebody else. (R165) */
export const transferOwnershipJob = operationJob({
  kind: 'transferOwnership',
  who: 'administrators',
  load: async () => (await import('./run-transfer.ts')).runTransfer,
  release: releaseNothing,
  resource: ({ subscriptionId }) => `/subscriptions/${subscriptionId}`,
  result: ({ progress, to }) => ({ subscriptionsTransferred: progress.succeeded, userId: to.userId }),
})

/** Throws `PoisonMessage` when there is none. */
async function findTenant(
  { documents }: Pick<Services, 'documents'>,
  { tenantId }: DueMessage,
): Promise<Tenant> {
  const tenant = await documents.read<Tenant>(tenantId, documentId.tenant)
  if (!tenant) throw new PoisonMessage(`No tenant ${tenantId} is known.`, tenantId)
  return tenant
}
