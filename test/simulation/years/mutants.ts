import type { Document } from '#core/documents.ts'
import { addDays, addMonths, dayOf, daysBetween } from '#core/kernel/time.ts'
import type { DocumentBase, Documents, Stored, Write } from '#core/ports/documents.ts'
import type { Purchase } from '#core/purchasing/purchase.ts'
import { withDue } from '#core/subscriptions/due.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import type { Services } from '#functions/jobs/job.ts'
import { committing, type Mutant, patching } from '../planting.ts'

/** Mistakes about terms and money, planted around the ports: the ordinary seeds have to find each. */
export const yearsMutants: readonly Mutant[] = [
  purchasing('a renewal’s key does without the try', ({ chargeKey }) => chargeKey.replace(/:\d+$/, '')),
  purchasing('a renewal’s key does without the term', ({ chargeKey }) =>
    chargeKey.replace(/:\d{4}-\d\d-\d\d/, ''),
  ),
  renewingDespite('renewed while a payment is under way', 'purchaseId'),
  renewingDespite('renewed while a job holds it', 'operationId'),
  {
    name: 'each try to give money back goes under a key of its own',
    services: (services) => ({
      ...services,
      payments: {
        ...services.payments,
        refund: (order) => services.payments.refund({ ...order, key: services.ids.next() }),
      },
    }),
  },
  reading('more than seven days do not matter', /^lower/, (subscription, { clock }) => ({
    ...subscription,
    billed: subscription.billed.map((line) => ({ ...line, on: dayOf(clock.now()) })),
  })),
  reading('what goes back does without the day itself', /^lower/, (subscription) => ({
    ...subscription,
    expirationDate: addDays(subscription.expirationDate, -1),
  })),
  reading('seats that were bought first go back first', /^lower/, (subscription) => ({
    ...subscription,
    billed: subscription.billed.toReversed(),
  })),
  reading('what is not paid is owed after a cancel', /^cancel-with/, (subscription) =>
    subscription.unpaid ? { ...subscription, billed: [], unpaid: null } : subscription,
  ),
  patching('numbers follow the last one that was read', (write) =>
    write.id.startsWith('invoiceCounter:') ? { kind: 'patch', id: write.id, set: write.set ?? {} } : write,
  ),
  committing('what is credited is spent all the same', (commit, writes) =>
    commit(writes.filter((write) => write.kind !== 'count' || !((write.add['total'] ?? 0) < 0))),
  ),
  writing('a mail does without the term', (document) =>
    document.type === 'mail' && /^mail:renewed:/.test(document.id)
      ? { ...document, id: document.id.replace(/:\d{4}-\d\d-\d\d$/, '') }
      : document,
  ),
  replacing('dueAt stays after a renewal', (after, before) =>
    hasJust('renewed', after) ? { ...after, dueAt: before.dueAt } : after,
  ),
  replacing('expired since the end of the term, not since the day', (after) =>
    after.state === 'expired' ? withDue({ ...after, expiredOn: after.expirationDate }) : after,
  ),
  replacing('a transfer leaves the card of the former owner', (after, before) =>
    hasJust('transferred', after) ? { ...after, billingProfileId: before.billingProfileId } : after,
  ),
  replacing('tried again each day', (after) => {
    const { unpaid } = after
    if (!unpaid?.retryOn || !hasJust('renewalDeclined', after)) return after
    const on = dayOf(after.orderHistory.at(-1)?.at ?? ('' as never))
    return withDue({ ...after, unpaid: { ...unpaid, retryOn: addDays(on, 1) } })
  }),
  committing('a renewal is settled without marking its purchase', (commit, writes) =>
    commit(
      writes.some((write) => write.kind === 'replace')
        ? writes.filter((write) => write.kind !== 'patch' || write.set?.['state'] !== 'settled')
        : writes,
    ),
  ),
  {
    name: 'each decline issues an invoice',
    services: (services) => {
      const { documents } = services
      return {
        ...services,
        documents: {
          ...documents,
          async read<D extends DocumentBase>(tenantId: Parameters<Documents['read']>[0], id: string) {
            const read = await documents.read<D>(tenantId, id)
            const subscription = read as unknown as Stored<Subscription> | undefined
            return subscription?.type === 'subscription' && subscription.purchaseId
              ? ({ ...subscription, unpaid: null } as unknown as Stored<D>)
              : read
          },
        },
      }
    },
  },
  {
    name: 'a lost answer of the bank is a no',
    services: (services) => ({
      ...services,
      payments: {
        ...services.payments,
        async charge(...asked) {
          const charge = await services.payments.charge(...asked)
          return charge.charged === 'unknown' ? { charged: false, because: 'declined' } : charge
        },
      },
    }),
  },
  reading('the price that was told is not kept', /^renew/, (subscription) => ({
    ...subscription,
    announced: subscription.announced && {
      ...subscription.announced,
      termNumber: subscription.announced.termNumber - 1,
    },
  })),
  replacing('a term is counted from the one before', (after, before) => {
    if (!hasJust('renewed', after) || before.state !== 'active') return after
    const expirationDate = addMonths(before.expirationDate, after.termMonths)
    return withDue({ ...after, expirationDate })
  }),
  replacing('disabled a week too early', (after) =>
    after.state === 'expired' && daysBetween(after.expiredOn, dayOf(now(after))) === 0
      ? withDue({ ...after, expiredOn: addDays(after.expiredOn, -7) })
      : after,
  ),
  committing('what cannot be given is paid for all the same', (commit, writes) =>
    commit(writes.filter((write) => write.kind !== 'create' || !isOfDeleted(write.document))),
  ),
  committing('what is transferred is still owed', (commit, writes) =>
    commit(
      writes.some((write) => write.kind === 'replace' && hasJust('transferred', write.document as never))
        ? writes.filter(({ kind }, at) => kind !== 'create' || !isNote(writes[at]))
        : writes,
    ),
  ),
]

/** The key is another one wherever it is used: in the store, and on the way to the bank. */
function purchasing(name: string, keyOf: (purchase: Purchase) => string): Mutant {
  return writing(name, (document) => {
    const purchase = document as DocumentBase & { chargeKey: string; readonly kind: string }
    if (purchase.type === 'purchase' && purchase.kind === 'renewal')
      purchase.chargeKey = keyOf(purchase as unknown as Purchase)
    return document
  })
}

/** Every new document is changed before it is stored. */
function writing(name: string, change: (document: DocumentBase) => DocumentBase): Mutant {
  return committing(name, (commit, writes) =>
    commit(
      writes.map((write) =>
        write.kind === 'create' ? { ...write, document: change(write.document) } : write,
      ),
    ),
  )
}

/** Every subscription that is replaced is changed before it is stored. */
function replacing(
  name: string,
  change: (after: Subscription, before: Subscription) => Subscription,
): Mutant {
  return committing(name, async (commit, writes, { documents, tenantId }) => {
    const changed: Write[] = []
    for (const write of writes) {
      const before =
        write.kind === 'replace' && write.document.type === 'subscription'
          ? await documents.read<Subscription>(tenantId, write.document.id)
          : undefined
      changed.push(
        write.kind === 'replace' && before
          ? { ...write, document: change(write.document as Subscription, before) }
          : write,
      )
    }
    return commit(changed)
  })
}

/** Every subscription that those tasks read is taken for something else. */
function reading(
  name: string,
  tasks: RegExp,
  seen: (subscription: Stored<Subscription>, services: Services) => Stored<Subscription>,
): Mutant {
  return {
    name,
    services: (services, invocation) =>
      tasks.test(invocation.name)
        ? { ...services, documents: withReads(services.documents, (read) => seen(read, services)) }
        : services,
  }
}

function withReads(
  documents: Documents,
  seen: (read: Stored<Subscription>) => Stored<Subscription>,
): Documents {
  const see = <D>(read: D): D =>
    (read as Document | undefined)?.type === 'subscription'
      ? (seen(read as unknown as Stored<Subscription>) as unknown as D)
      : read
  return {
    ...documents,
    read: async (tenantId, id) => see(await documents.read(tenantId, id)) as never,
    readTogether: async (tenantId, ids) => (await documents.readTogether(tenantId, ids)).map(see) as never,
    async *pages(tenantId, query, size, continuation) {
      for await (const page of documents.pages(tenantId, query, size, continuation))
        yield { ...page, items: page.items.map(see) } as never
    },
  }
}

/** The clock neither sees that the subscription waits for something, nor does its batch ask. */
function renewingDespite(name: string, field: 'purchaseId' | 'operationId'): Mutant {
  const unasked = (write: Write): Write =>
    write.kind === 'patch' && write.when
      ? { ...write, when: write.when.filter((one) => !('field' in one && one.field === field)) }
      : write
  return {
    name,
    services: (services, invocation) => {
      if (!/^renew/.test(invocation.name)) return services
      const documents = withReads(services.documents, (read) => ({ ...read, [field]: null }))
      const commit: Documents['commit'] = (tenantId, writes) =>
        documents.commit(tenantId, writes.map(unasked))
      return { ...services, documents: { ...documents, commit } }
    },
  }
}

function hasJust(event: string, { orderHistory }: Subscription): boolean {
  return orderHistory?.at(-1)?.event === event
}

function now({ orderHistory }: Subscription) {
  return orderHistory.at(-1)?.at ?? ('' as never)
}

function isOfDeleted(document: DocumentBase): boolean {
  return (document as { readonly because?: string }).because === 'subscriptionDeleted'
}

function isNote(write: Write | undefined): boolean {
  return write?.kind === 'create' && (write.document as { readonly kind?: string }).kind === 'creditNote'
}
