import type { Comparison, Documents, Write } from '#core/ports/documents.ts'
import type { Seat } from '#core/seats/assignment.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { committing, isStep, type Mutant, type Patch, patching, withoutVersion } from './planting.ts'

/** Known mistakes with lots, and with what happens between the look at the target and the switch. */
export const lotMutants: readonly Mutant[] = [
  committing('a seat given in a closed lot', async (commit, writes, { documents, tenantId }) => {
    const giving = writes.find(
      (write) => write.kind === 'patch' && (write.add?.['seats.assigned'] ?? 0) > 0 && !writes.some(isStep),
    )
    const id = giving?.kind === 'patch' ? giving.id : ''
    const subscription = id ? await documents.read<Subscription>(tenantId, id) : undefined
    const lotId = subscription?.lotIds.find((lotId) => lotId !== subscription.openLotId)
    return commit(lotId ? writes.map((write) => withSeat(write, (seat) => ({ ...seat, lotId }))) : writes)
  }),
  blindToChanges('nobody looks again at the target before the switch', () => true),
  blindToChanges(
    'lots that came meanwhile are not looked at',
    (query) => !asksWhoWasTouched(query.where) && !asksForTheLotOfAJob(query.where),
  ),
  patching('the switch does without the sequence of the target', (write) =>
    write.set?.['lotStays'] && write.add ? withoutCondition(write, 'seatSequence') : write,
  ),
  committing('the switch does without the version of the source', (commit, writes) =>
    commit(writes.map((write) => (writes.some(isStep) ? withoutVersion(write) : write))),
  ),
  committing('who lost the target stays aside', (commit, writes) => {
    const step = writes.find(isStep)
    const putsBack = (write: Write) => {
      const seat = step && seatIn(write)
      return seat?.state === 'active' && (seat.lotId as string) !== step?.id
    }
    return commit(writes.filter((write) => !putsBack(write)))
  }),
  patching('the lots that somebody was in are forgotten', (write) =>
    withSeat(write, ({ earlier: _, ...seat }) => seat),
  ),
  patching('nobody finds who was in a lot before', (write) =>
    withSeat(write, ({ earlierLotIds: _, ...seat }) => seat),
  ),
  patching('whoever gives or takes a seat does not raise the sequence', ({ add, ...write }) => {
    if (!add) return write
    const { seatSequence: _, ...counters } = add
    return { ...write, add: counters }
  }),
]

export function withoutCondition({ when = [], ...write }: Patch, field: string): Patch {
  return { ...write, when: when.filter((one) => !('field' in one && one.field === field)) }
}

function seatIn(write: Write): Seat | undefined {
  return write.kind === 'patch' ? (write.set?.['seat'] as Seat | undefined) : undefined
}

function withSeat<W extends Write>(write: W, change: (seat: Seat) => Seat): W {
  if (write.kind === 'patch' && write.set?.['seat']) {
    const seat = change(write.set['seat'] as unknown as Seat)
    return { ...write, set: { ...write.set, seat } } as unknown as W
  }
  if (write.kind !== 'create' || write.document.type !== 'assignment') return write
  const assignment = write.document as unknown as { readonly seat: Seat }
  return { ...write, document: { ...write.document, seat: change(assignment.seat) } }
}

type Asked = Parameters<Documents['pages']>[1]

/** Some of the questions that follow the first one about what has changed find nobody. */
function blindToChanges(name: string, isBlind: (query: Asked) => boolean): Mutant {
  return {
    name,
    services: (services) => {
      const { documents } = services
      let looksAgain = false
      return {
        ...services,
        documents: {
          ...documents,
          pages: (tenantId, query, size, continuation) => {
            looksAgain ||= asksWhoWasTouched(query.where)
            const ofWholeLots = query.fields?.join() === 'userId' && !asksFor(query.where, 'userId')
            const nobody = { field: 'type', is: '=', value: 'nobody' } as const
            const where = [...query.where, nobody]
            const asked = looksAgain && ofWholeLots && isBlind(query) ? { ...query, where } : query
            return documents.pages(tenantId, asked, size, continuation)
          },
        },
      }
    },
  }
}

function asksFor(where: readonly Comparison[], field: string): boolean {
  return where.some((one) => 'field' in one && one.field === field)
}

function asksWhoWasTouched(where: readonly Comparison[]): boolean {
  return asksFor(where, 'seat.touched')
}

/** Ids are made in one place in a run; lots that are of a subscription bear its name. */
function asksForTheLotOfAJob(where: readonly Comparison[]): boolean {
  return where.some(
    (one) =>
      one && 'values' in one && one.field === 'seat.lotId' && String(one.values[0]).startsWith('0000000e'),
  )
}
