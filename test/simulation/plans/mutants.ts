import { addMilliseconds } from '#core/kernel/time.ts'
import type { Comparison, Documents, Write } from '#core/ports/documents.ts'
import { committing, type Mutant, type Patch, patching, without } from '../planting.ts'

/** Known mistakes with plans and with consolidations: the ordinary seeds have to find each. */
const dayMs = 86_400_000

export const planMutants: readonly Mutant[] = [
  {
    name: 'a plan begins whenever it is woken',
    services: (services, { name }) => {
      if (!/^(move-users|cancel-with-email|consolidate-subscriptions) /.test(name)) return services
      const now = () => addMilliseconds(services.clock.now(), 2 * dayMs)
      return { ...services, clock: { ...services.clock, now } }
    },
  },
  patching('a plan begins although it was revoked or changed', (write) =>
    typeof write.set?.['begunAt'] === 'string' ? without(write, 'when') : write,
  ),
  blindTo('the run for what is due does not look for plans', (where) =>
    asksFor(where, 'kind', 'consolidate'),
  ),
  {
    name: 'the timer does not find plans',
    services: (services) => {
      const { acrossTenants } = services
      return {
        ...services,
        acrossTenants: {
          ...acrossTenants,
          page: async (query, from) =>
            query.where.some((one) => 'field' in one && one.field === 'startAt')
              ? { found: [] }
              : acrossTenants.page(query, from),
        },
      }
    },
  },
  committing('a plan holds its source as soon as it is asked for', (commit, writes) => {
    const plan = writes.flatMap((write) => (isPlan(write) ? [write.document] : []))[0]
    if (!plan) return commit(writes)
    const { id, subscriptionId } = plan as typeof plan & { readonly subscriptionId: string }
    return commit([...writes, { kind: 'patch', id: subscriptionId, set: { operationId: id } }])
  }),
]

export const parentMutants: readonly Mutant[] = [
  patching('the parent takes its steps without its sequence', (write) =>
    write.set?.['children'] ? without(write, 'when') : write,
  ),
  committing('the move of a source is started beside the step of its parent', async (commit, writes) => {
    const isParents = (write: Write) => write.kind === 'patch' && write.set?.['children'] !== undefined
    const first = writes.filter(isParents)
    const rest = writes.filter((write) => !isParents(write))
    if (first.length === 0 || !rest.some(startsMove)) return commit(writes)
    const done = await commit(rest)
    return done.committed ? commit(first) : done
  }),
  committing('what the parent is told its move is not', (commit, writes) => {
    const [parent] = writes
    const told = parent && isCommand(parent) ? parent.id : undefined
    const isOfChild = (write: Write) =>
      told !== undefined && write.kind === 'patch' && isCommand(write) && write.id !== told
    return commit(writes.some(isOfChild) ? writes.filter((write) => !isOfChild(write)) : writes)
  }),
  committing('control is taken before the move is started', async (commit, writes) => {
    const takes = writes.find((write) => write.kind === 'patch' && write.set?.['controlledBy'])
    if (takes?.kind !== 'patch' || !writes.some(startsMove)) return commit(writes)
    const { operationId: _, ...set } = takes.set ?? {}
    const first = await commit([{ ...takes, set }])
    if (!first.committed) return first
    const { ifMatch: __, ...late } = takes
    return commit(writes.map((write) => (write === takes ? late : write)))
  }),
]

function isPlan(write: Write): write is Extract<Write, { kind: 'create' }> {
  return write.kind === 'create' && write.document.type === 'operation' && 'startAt' in write.document
}

function startsMove(write: Write): boolean {
  return write.kind === 'create' && write.document.type === 'operation'
}

/** Of people, not of a worker. */
function isCommand(write: Write): write is Patch {
  return write.kind === 'patch' && 'sequence' in (write.set ?? {}) && !('lastStep' in (write.set ?? {}))
}

function asksFor(where: readonly Comparison[], field: string, value: string): boolean {
  return where.some((one) => {
    if ('anyOf' in one) return asksFor(one.anyOf, field, value)
    return 'field' in one && 'value' in one && one.field === field && one.value === value
  })
}

function blindTo(name: string, isBlind: (where: readonly Comparison[]) => boolean): Mutant {
  return {
    name,
    services: (services) => {
      const { documents } = services
      const pages: Documents['pages'] = (tenantId, query, size, continuation) => {
        const nobody = { field: 'type', is: '=', value: 'nobody' } as const
        const asked = isBlind(query.where) ? { ...query, where: [...query.where, nobody] } : query
        return documents.pages(tenantId, asked, size, continuation)
      }
      return { ...services, documents: { ...documents, pages } }
    },
  }
}
