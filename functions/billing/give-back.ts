import type { Refund } from '#core/billing/refund.ts'
import type { Write } from '#core/ports/documents.ts'
import { Unavailable } from '#core/ports/failures.ts'
import type { Ports } from '#core/ports/ports.ts'

type Giving = Pick<Ports, 'documents' | 'payments' | 'clock' | 'log'>

/** Gives the money back and says so. Repeated by the timer until it is done. */
export async function giveBack({ documents, payments, clock }: Giving, refund: Refund): Promise<void> {
  if (refund.state === 'done') return
  const { id, tenantId, parts } = refund
  for (const part of parts) await payments.refund(part)
  await documents.commit(tenantId, [
    {
      kind: 'patch',
      id,
      set: { state: 'done', doneAt: clock.now() },
      when: [{ field: 'state', is: '=', value: 'pending' }],
    },
  ])
}

/** What is written down is answered as it is, whatever the gateway says now: the timer gives it back. */
export async function giveBackSoon(services: Giving, refund: Refund): Promise<void> {
  try {
    await giveBack(services, refund)
  } catch (error) {
    services.log(
      error instanceof Unavailable ? 'warning' : 'error',
      `${refund.id} is left to the timer: ${error}`,
      { tenantId: refund.tenantId },
    )
  }
}

/** Gives back what a batch has written down. */
export async function giveBackIn(services: Giving, writes: readonly Write[]): Promise<void> {
  for (const write of writes) {
    if (write.kind === 'create' && write.document.type === 'refund')
      await giveBackSoon(services, write.document as Refund)
  }
}
