import type { Write } from '#core/ports/documents.ts'
import type { Services } from '#functions/jobs/job.ts'
import { committing, type Mutant, withoutVersion } from '../planting.ts'

const typeOf = (write: Write) => ('document' in write ? write.document.type : '')
const isOfEvents = (write: Write) => typeOf(write) === 'eventLine' || typeOf(write) === 'delivery'
const tells = (writes: readonly Write[]) => writes.some((write) => typeOf(write) === 'audit')

/** Mistakes about events: the ordinary seeds have to find each. */
export const eventsMutants: readonly Mutant[] = [
  committing('an event is written after its change', async (commit, writes) => {
    const events = writes.filter(isOfEvents)
    if (!tells(writes) || events.length === 0) return commit(writes)
    const done = await commit(writes.filter((write) => !isOfEvents(write)))
    if (done.committed) await commit(events)
    return { ...done, ...(done.committed ? { etags: [...done.etags, ...events.map(() => '""')] } : {}) }
  }),
  committing('a worker writes its line as it read it', (commit, writes) =>
    commit(
      tells(writes) ? writes : writes.map((write) => (isOfEvents(write) ? withoutVersion(write) : write)),
    ),
  ),
  committing('an event is over before it is sent', async (commit, writes, { documents, tenantId }) => {
    const claims = writes.some((write) => write.kind === 'patch' && write.set?.['claim'])
    const done = await commit(writes)
    if (!claims || !done.committed) return done
    const query = {
      where: [
        { field: 'type', is: '=', value: 'eventLine' },
        { field: 'state', is: '=', value: 'waiting' },
      ],
    } as const
    const { items } = await documents.page(tenantId, query, { size: 1 })
    for (const line of items as readonly (Extract<Write, { kind: 'replace' }>['document'] & {
      readonly next: number
      readonly last: number
      readonly _etag: string
    })[]) {
      if (line.next < line.last) {
        const document = { ...line, next: line.next + 1 } as typeof line
        await commit([{ kind: 'replace', document, ifMatch: line._etag }])
      }
    }
    return done
  }),
  answering('no answer is taken for a yes', (answer) => ('problem' in answer ? { status: 204 } : answer)),
  answering('what is refused is left behind', (answer) =>
    'status' in answer && answer.status === 500 ? { status: 204 } : answer,
  ),
  committing('a claim never runs out', (commit, writes) =>
    commit(
      writes.map((write) =>
        write.kind === 'patch' && write.set?.['claim']
          ? {
              ...write,
              set: { claim: { ...(write.set['claim'] as object), until: '9999-01-01T00:00:00.000Z' } },
            }
          : write,
      ),
    ),
  ),
  {
    name: 'the sweeper does not look for events',
    services: (services, { name }) => (name === 'sweeper' ? blind(services) : services),
  },
]

type Answer = Awaited<ReturnType<Services['webhooks']['post']>>

function answering(name: string, judge: (answer: Answer) => Answer): Mutant {
  return {
    name,
    services: (services) => ({
      ...services,
      webhooks: {
        ...services.webhooks,
        post: async (address, request) => judge(await services.webhooks.post(address, request)),
      },
    }),
  }
}

function blind(services: Services): Services {
  const { jobs } = services
  const queues = jobs.queues.filter((queue) => queue !== jobs.queueOf('events'))
  return { ...services, jobs: { ...jobs, queues } }
}
