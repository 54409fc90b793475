import type { Operation } from '#core/documents.ts'
import { addMilliseconds } from '#core/kernel/time.ts'
import { failOperation } from '#core/operations/commands.ts'
import type { Documents } from '#core/ports/documents.ts'
import { OutcomeUnknown, Unavailable } from '#core/ports/failures.ts'
import { isLastDelivery } from '#functions/jobs/back-off.ts'
import { jobs } from '#functions/jobs.ts'
import { neighbour } from './known-ids.ts'
import { listMutants } from './lists/mutants.ts'
import { lotMutants, withoutCondition } from './lot-mutants.ts'
import { moneyMutants } from './money/mutants.ts'
import { committing, isStep, type Mutant, patching, without } from './planting.ts'
import { stepOfBatch } from './steps.ts'
import { transferMutants } from './transfer/mutants.ts'
import { undoMutants } from './undo/mutants.ts'

const dayMs = 86_400_000

export const mutants: readonly Mutant[] = [
  patching('no condition on counters', (write) => (write.add ? without(write, 'when', 'ifMatch') : write)),
  patching('target version not used', (write, batch) =>
    write.add && batch.some(isStep) ? without(write, 'ifMatch') : write,
  ),
  patching('seats checked but not enforced', (write) => ({
    ...write,
    ...(write.when
      ? { when: write.when.filter((one) => !('field' in one && /available/.test(one.field))) }
      : {}),
  })),
  patching('no sequence check', (write) => (isStep(write) ? without(write, 'when') : write)),
  // The sequence of the source alone would do: whoever's seat changes raises it.
  patching('source condition dropped', (write, batch) => {
    if ('seat' in (write.set ?? {})) return without(write, 'when', 'ifMatch')
    return batch.some(isStep) ? withoutCondition(write, 'seatSequence') : write
  }),
  patching('mail marked before it is sent', (write) =>
    typeof write.set?.['claimedUntil'] === 'string'
      ? { ...write, set: { ...write.set, state: 'sent' } }
      : write,
  ),
  committing('batch split in two', async (commit, writes) => {
    const middle = Math.ceil(writes.length / 2)
    const first = await commit(writes.slice(0, middle))
    if (!first.committed || middle === writes.length) return first
    const second = await commit(writes.slice(middle))
    return second.committed ? { ...second, etags: [...first.etags, ...second.etags] } : second
  }),
  committing('audit after the commit', async (commit, writes) => {
    const audits = writes.filter((write) => write.kind === 'create' && write.document.type === 'audit')
    const done = await commit(writes.filter((write) => !audits.includes(write)))
    if (done.committed && audits.length > 0) await commit(audits)
    return done
  }),
  committing('reservation not released', (commit, writes) =>
    commit(
      writes.filter(
        (write) => write.kind !== 'patch' || write.ifMatch || !((write.add?.['seats.reserved'] ?? 0) < 0),
      ),
    ),
  ),
  committing('finish forgotten on redelivery', (commit, writes, { deliveryCount }) =>
    commit(
      deliveryCount > 1 && stepOfBatch(writes) === 'last step'
        ? writes.filter(({ kind }) => kind !== 'create')
        : writes,
    ),
  ),
  committing('wrong tenant key', async (commit, writes, { documents }) => {
    const seats = writes.filter((write) => write.kind === 'patch' && 'seat' in (write.set ?? {}))
    if (seats.length > 0) await documents.commit(neighbour, seats)
    return commit(writes)
  }),
  committing('429 treated as fatal', async (commit, writes, { documents, tenantId }) => {
    try {
      return await commit(writes)
    } catch (error) {
      const step = writes.find(isStep)
      const operation = step && (await documents.read<Operation>(tenantId, step.id))
      if (!(error instanceof Unavailable) || error instanceof OutcomeUnknown || !operation) throw error
      if (operation.completedAt) throw error
      const code = 'TooManyRequests'
      const { release } = jobs.operation(operation)
      await commit(failOperation(operation, { code, message: code }, operation.updatedAt, release).writes)
      return { committed: false, at: 0, because: 'condition', requestUnits: 1 }
    }
  }),
  committing('a lost answer taken for a yes', async (commit, writes) => {
    try {
      return await commit(writes)
    } catch (error) {
      if (!(error instanceof OutcomeUnknown)) throw error
      return { committed: true, etags: writes.map(() => '""'), requestUnits: 1 }
    }
  }),
  committing('an operation that is called off is not counted as ended', (commit, writes) =>
    commit(writes.filter((write) => write.kind !== 'count' || write.add['Canceled'] === undefined)),
  ),
  committing('who waits for a person is counted twice', async (commit, writes) => {
    const done = await commit(writes)
    const calls = writes.filter((write) => write.kind === 'count' && write.add['attentionRunning'] === 1)
    if (done.committed && calls.length > 0) await commit(calls)
    return done
  }),
  committing('mail not claimed', async (commit, writes) =>
    stepOfBatch(writes) === 'mail claimed'
      ? { committed: true, etags: [''], requestUnits: 1 }
      : commit(writes),
  ),
  {
    name: 'mail with a random id',
    services: (services) => ({
      ...services,
      mailer: {
        send: (mail) => services.mailer.send({ ...mail, messageId: `<${services.ids.next()}@mail>` }),
      },
    }),
  },
  {
    name: 'nobody asks who already holds the target',
    services: (services) => ({ ...services, documents: blindToHolders(services.documents) }),
  },
  {
    name: 'skewed clock',
    services: (services, { name }) => {
      const now = () => addMilliseconds(services.machineClock.now(), name === 'sweeper' ? -dayMs : 0)
      return { ...services, machineClock: { ...services.machineClock, now } }
    },
  },
  {
    name: 'sweeper finds nothing',
    services: (services) => ({
      ...services,
      acrossTenants: { page: async () => ({ found: [] }), count: async () => 0, sum: async () => 0 },
    }),
  },
  { name: 'message completed before its work', completesFirst: true },
  {
    name: 'dead letter dropped',
    worker: (worker) => ({
      ...worker,
      async handle(services, body, deliveryCount) {
        try {
          await worker.handle(services, body, deliveryCount)
        } catch (error) {
          if (!isLastDelivery(services, deliveryCount)) throw error
        }
      },
    }),
  },
  ...lotMutants,
  ...listMutants,
  ...undoMutants,
  ...transferMutants,
  ...moneyMutants,
]

function blindToHolders(documents: Documents): Documents {
  return {
    ...documents,
    pages: (tenantId, query, size, continuation) => {
      const asksWho = query.fields?.length === 1 && query.fields[0] === 'userId'
      const nobody = { field: 'type', is: '=', value: 'nobody' } as const
      const asked = asksWho ? { ...query, where: [...query.where, nobody] } : query
      return documents.pages(tenantId, asked, size, continuation)
    },
  }
}
