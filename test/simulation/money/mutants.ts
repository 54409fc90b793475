import type { Document } from '#core/documents.ts'
import { money } from '#core/kernel/money.ts'
import type { DocumentBase, Documents, Stored, Write } from '#core/ports/documents.ts'
import { OutcomeUnknown } from '#core/ports/failures.ts'
import { committing, type Mutant, without, withoutVersion } from '../planting.ts'
import { stepOfBatch } from '../steps.ts'

/** Known mistakes with money, and with reads that are behind. */
export const moneyMutants: readonly Mutant[] = [
  {
    name: 'a purchase is judged by one read and deleted by another',
    services: (services, { name }) => {
      if (name !== 'sweeper') return services
      const keys = new Map<string, string>()
      const documents = withReads(services.documents, (read) => {
        if (read.type !== 'purchase') return read
        const chargeKey = keys.get(read.id) ?? read.chargeKey
        keys.set(read.id, chargeKey)
        return { ...read, chargeKey }
      })
      return { ...services, documents }
    },
  },
  {
    name: 'a charge that never arrived is believed without making its key void',
    services: (services) => ({
      ...services,
      payments: {
        ...services.payments,
        voidKey: async (key) => {
          const charge = await services.payments.outcome(key)
          const isUnseen = charge.charged === false && charge.because === 'neverArrived'
          return isUnseen ? { charged: false, because: 'void' } : charge
        },
      },
    }),
  },
  {
    name: 'a repeat charges under a new key',
    services: (services, { name }) => {
      if (name !== 'buy') return services
      const documents = withReads(services.documents, (read) =>
        read.type === 'purchase' && read.state === 'pending' ? undefined : read,
      )
      return { ...services, documents: { ...documents, commit: overwritingPurchases(services.documents) } }
    },
  },
  committing('a purchase is settled twice', (commit, writes) =>
    commit(
      writes.map((write) => {
        if (write.kind === 'replace') return writes.some(isSettlement) ? withoutVersion(write) : write
        if (write.kind !== 'patch') return write
        return isSettlement(write) || 'purchaseId' in (write.set ?? {})
          ? without(write, 'when', 'ifMatch')
          : write
      }),
    ),
  ),
  committing('a refund is not written down', (commit, writes) =>
    commit(writes.filter((write) => !creates(write, 'refund'))),
  ),
  {
    name: 'a part of what is to go back is kept',
    services: (services) => ({
      ...services,
      payments: {
        ...services.payments,
        refund: ({ amount, ...order }) =>
          services.payments.refund({ ...order, amount: money(amount.amount - 1, amount.currency) }),
      },
    }),
  },
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
  committing('what is taken for gone is not written down again', (commit, writes) =>
    commit(
      stepOfBatch(writes) === 'refund written down'
        ? writes.filter((write) => !creates(write, 'purchase'))
        : writes,
    ),
  ),
  committing('decided anew after a lost answer', async (commit, writes) => {
    try {
      return await commit(writes)
    } catch (error) {
      if (!(error instanceof OutcomeUnknown)) throw error
      return { committed: false, at: 1, because: 'condition', requestUnits: 1 }
    }
  }),
  {
    name: 'a message about what cannot be seen yet is bad at once',
    services: (services, { deliveryCount }) =>
      deliveryCount === 0
        ? services
        : { ...services, machineClock: { ...services.machineClock, sleep: async () => {} } },
  },
  {
    name: 'a job starts on what is being paid for',
    services: (services, { name }) =>
      name === 'job on what is bought'
        ? { ...services, documents: withReads(services.documents, unpromised) }
        : services,
  },
]

function isSettlement(write: Write): boolean {
  return write.kind === 'patch' && write.set?.['state'] === 'settled'
}

function creates(write: Write, type: Document['type']): boolean {
  return write.kind === 'create' && write.document.type === type
}

function overwritingPurchases(documents: Documents): Documents['commit'] {
  return (tenantId, writes) =>
    documents.commit(
      tenantId,
      writes.map((write) => (creates(write, 'purchase') ? ({ ...write, kind: 'upsert' } as Write) : write)),
    )
}

function unpromised(read: Document): Document {
  return read.type === 'subscription' ? { ...read, purchaseId: null } : read
}

/** The same store, but each document read by its id is taken for something else. */
function withReads(documents: Documents, seen: (read: Document) => Document | undefined): Documents {
  return {
    ...documents,
    async read<D extends DocumentBase>(tenantId: Parameters<Documents['read']>[0], id: string) {
      const read = await documents.read<D>(tenantId, id)
      return read && (seen(read as unknown as Document) as unknown as Stored<D> | undefined)
    },
  }
}
