import type { PaymentMethod } from '#core/billing/payment-method.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { TenantId } from '#core/kernel/ids.ts'
import { isRefusal, refuse } from '#core/kernel/refusals.ts'
import { addMilliseconds } from '#core/kernel/time.ts'
import type { Stored } from '#core/ports/documents.ts'
import { OutcomeUnknown } from '#core/ports/failures.ts'
import type { Charge } from '#core/ports/payments.ts'
import type { World } from '#core/ports/services.ts'
import type { Started } from '#core/purchasing/order.ts'
import type { Purchase } from '#core/purchasing/purchase.ts'
import { giveUpPurchase, nextStep, settlePurchase } from '#core/purchasing/settle.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { type Change, change } from './change.ts'
import type { Answer, Call, Reply } from './door.ts'

/** The steps of a purchase that its doors and the timer share; core/purchase.ts decides them. */

type Within = Pick<Call, 'world' | 'repeat'>

/** While somebody set out to charge it so lately, he is on the way: others need not say that they are too. */
const triedLatelyMs = 60_000

/** Stores a purchase that is to be charged. Undefined when somebody else was faster: look again. */
export async function writeDown(world: World, { purchase, writes }: Started): Promise<Purchase | undefined> {
  const { tenantId, id, chargeKey } = purchase
  try {
    const commit = await world.documents.commit(tenantId, writes)
    return commit.committed ? purchase : undefined
  } catch (error) {
    if (!(error instanceof OutcomeUnknown)) throw error
    const present = await world.documents.read<Purchase>(tenantId, id)
    return present?.chargeKey === chargeKey ? purchase : undefined
  }
}

/**
 * Charges a purchase, once however often this is called, and settles it or gives it up. Whoever calls for a purchase
 * that is not his own fresh one first notes that he does, so that nobody gives it up under his hands.
 */
export async function payFor(
  call: Within,
  purchase: Purchase,
  fresh: boolean,
  answer: (subscription: Subscription) => Answer,
): Promise<Reply> {
  const { world } = call
  if (purchase.state === 'settled') return settle(call, purchase, answer)
  if (!fresh && !(await noteTry(world, purchase))) return unknown()
  const charge = await chargeOf(world, purchase)
  switch (nextStep(purchase, charge, world.clock.now())) {
    case 'settle':
      return settle(call, purchase, answer)
    case 'giveUp':
      await giveUp(world, purchase)
      return refuse('PaymentDeclined', 'The card was declined; nothing was bought.')
    case 'wait':
      return unknown()
  }
}

/** Asks the gateway what became of a charge that nobody asks about any more, and acts on it. */
export async function settleForsaken(world: World, purchase: Purchase): Promise<void> {
  const charge = await world.payments.outcome(purchase.chargeKey)
  switch (nextStep(purchase, charge, world.clock.now())) {
    case 'settle':
      await settle({ world, repeat: undefined }, purchase, () => ({ status: 200 }))
      return
    case 'giveUp':
      await giveUp(world, purchase)
      return
    case 'wait':
      return
  }
}

async function chargeOf(world: World, purchase: Purchase): Promise<Charge> {
  const { tenantId, paymentMethodId, chargeKey, amount } = purchase
  const method = await world.documents.read<PaymentMethod>(tenantId, paymentMethodId)
  if (!method) return world.payments.outcome(chargeKey)
  return world.payments.charge(chargeKey, method.token, amount)
}

async function noteTry(world: World, { tenantId, id, chargeKey, triedAt }: Purchase): Promise<boolean> {
  const now = world.clock.now()
  if (triedAt > addMilliseconds(now, -triedLatelyMs)) return true
  const commit = await world.documents.commit(tenantId, [
    {
      kind: 'patch',
      id,
      set: { triedAt: now },
      when: [
        { field: 'state', is: '=', value: 'pending' },
        { field: 'chargeKey', is: '=', value: chargeKey },
      ],
    },
  ])
  return commit.committed
}

function settle(
  call: Within,
  { tenantId, id, chargeKey }: Purchase,
  answer: (subscription: Subscription) => Answer,
): Promise<Reply> {
  const { world } = call
  const auditId = documentId.audit(world.ids.next())
  return change(call, tenantId, async () => {
    const purchase = await world.documents.read<Purchase>(tenantId, id)
    if (purchase?.chargeKey !== chargeKey)
      throw new Error(`Charge ${chargeKey} is for a purchase that is gone.`)
    const subscription = await world.documents.read<Subscription>(tenantId, purchase.subscriptionId)
    if (!subscription) throw new Error(`Purchase ${id} is of a subscription that is not there.`)
    const settled = settlePurchase(purchase, subscription, world.clock.now(), auditId)
    if (isRefusal(settled)) return settled
    return { writes: settled.writes, answer: answer(settled.after), etagOf: subscription.id }
  })
}

async function giveUp(world: World, { tenantId, id, chargeKey }: Purchase): Promise<void> {
  await change({ world, repeat: undefined }, tenantId, async (): Promise<Change> => {
    const purchase: Stored<Purchase> | undefined = await world.documents.read<Purchase>(tenantId, id)
    const gone = purchase?.chargeKey !== chargeKey
    return { writes: gone ? [] : giveUpPurchase(purchase), answer: { status: 204 } }
  })
}

function unknown() {
  return refuse('PaymentOutcomeUnknown', 'It is not known yet whether the payment went through: repeat.', {
    facts: { retryAfterMs: 2_000 },
  })
}

/** Stable for one tenant's purchase, so that every repeat of a request finds what the first one wrote down. */
export function purchaseIdFor(world: World, tenantId: TenantId, cause: string | undefined): string {
  return cause === undefined ? world.ids.next() : world.ids.derive(`purchase\n${tenantId}\n${cause}`)
}
