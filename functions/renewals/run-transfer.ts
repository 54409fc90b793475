import { documentId } from '#core/kernel/document-ids.ts'
import { dayOf } from '#core/kernel/time.ts'
import type { Tenant } from '#core/organisation/tenant.ts'
import type { User } from '#core/organisation/user.ts'
import { nextTransfer, planTransfer, type TransferOwnershipOperation } from '#core/renewals/transfer-all.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { booksToCredit } from '../billing/books.ts'
import { wakeUpForDue } from '../billing/due-message.ts'
import { carryOn, commitStep, isTimeOver, type Pass, type Passed } from '../jobs/pass.ts'
import type { RunJob } from '../jobs/run-job.ts'
import { sendMailsIn } from '../mail/message.ts'
import { hasUsedTrial } from './has-used-trial.ts'

/** Carries the transfer on until all of them are dealt with, its slice of time is over, or somebody else has it. (R165) */
export const runTransfer: RunJob<TransferOwnershipOperation> = (services, operation, delivery) =>
  carryOn(services, operation, delivery, transferAll)

async function transferAll(pass: Pass<TransferOwnershipOperation>): Promise<Passed> {
  const { services, worker } = pass
  const { documents, clock, ids } = services
  let { operation } = pass
  while (!isTimeOver(pass)) {
    const item = nextTransfer(operation)
    if (!item) throw new Error(`${operation.id} has ended, and nobody wrote it down.`)
    const { tenantId, to, traceparent } = operation
    const [subscription, owner, tenant] = await documents.readTogether<[Subscription, User, Tenant]>(
      tenantId,
      [item.subscriptionId, documentId.user(to.userId), documentId.tenant],
    )
    const at = clock.now()
    const step = planTransfer({
      operation,
      subscription,
      owner,
      hadTrial: subscription && owner ? await hasUsedTrial(services, owner, subscription) : false,
      books: subscription?.unpaid
        ? await booksToCredit({ documents, ids }, subscription, subscription.seats.total, dayOf(at), at)
        : undefined,
      telling: { organisation: tenant?.displayName ?? '', traceparent },
      worker,
      at,
    })
    const commit = await commitStep(services, operation, step.writes)
    if (!commit?.committed) return 'disturbed'
    await sendMailsIn(services, step.writes)
    if (subscription?.unpaid) await wakeUpForDue(services, tenantId, ids.next())
    operation = step.operation
    if (operation.completedAt !== null) return 'ended'
  }
  return 'unfinished'
}
