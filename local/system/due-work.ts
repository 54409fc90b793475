import { setTimeout as wait } from 'node:timers/promises'
import type { Instant } from '#core/kernel/time.ts'
import type { Comparison, DocumentBase, Found, Stored } from '#core/ports/documents.ts'
import { cosmosAcrossTenants } from '#infra/documents/cosmos-across-tenants.ts'
import { cosmosConnection } from '#infra/documents/cosmos-connection.ts'
import { cosmosDocuments } from '#infra/documents/cosmos-documents.ts'
import type { AppSettings } from './app-settings.ts'
import type { Ports } from './ports.ts'
import type { Surroundings, Unrest } from './time-travel.ts'

/** A document that may fall due, or be held meanwhile; what is asked here of documents of any type. */
interface DueDocument extends DocumentBase {
  readonly state?: string
  readonly dueAt?: Instant | null
  readonly operationId?: string | null
  /** Of an operation that was asked for a time. */
  readonly startAt?: Instant
}

export interface DueWork extends Pick<Surroundings, 'nextDue' | 'countDue' | 'sweep' | 'unrest'> {
  mailsSent(): Promise<number>
  close(): Promise<void>
}

/** What falls due in the running product, read from its store, and its timers, run through the functions host. */
export function dueWork(settings: AppSettings, ports: Ports): DueWork {
  const connection = cosmosConnection({
    endpoint: settings['COSMOS_ENDPOINT'] ?? '',
    key: settings['COSMOS_KEY'] ?? '',
  })
  const documents = cosmosDocuments(connection)
  const everywhere = cosmosAcrossTenants(connection)
  const read = ({ tenantId, id }: Found) => documents.read<DueDocument>(tenantId, id)
  /** The earliest moment up to then that stands in such a field. */
  async function earliest(
    field: 'dueAt' | 'startAt',
    where: readonly Comparison[],
    until: Instant,
  ): Promise<Instant | undefined> {
    const [found] = (
      await everywhere.page({ where, orderBy: { field, direction: 'ascending' } }, { size: 1 })
    ).found
    if (!found) return undefined
    const at = (await read(found))?.[field]
    // Else it is done meanwhile, and something else is the earliest.
    return at && at <= until ? at : earliest(field, where, until)
  }
  return {
    async nextDue(until) {
      const moments = await Promise.all([
        earliest('dueAt', [dueBy(until)], until),
        earliest('startAt', plannedBy(until), until),
      ])
      return moments.filter((moment) => moment !== undefined).toSorted()[0]
    },
    async countDue(now) {
      const counts = [[dueBy(now)], plannedBy(now)].map((where) => everywhere.count({ where }))
      return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0)
    },
    sweep: () => runNow(ports, 'sweeper'),
    async unrest(now) {
      // One after another: a query for any of them would look at every document.
      for (const where of [[dueBy(now)], plannedBy(now), onTheirWay, unsent]) {
        const { found } = await everywhere.page({ where }, { size: examplesMax })
        if (found.length === 0) continue
        const [left, ...examples] = await Promise.all([everywhere.count({ where }), ...found.map(read)])
        return unrestOf(left, examples, now)
      }
      return undefined
    },
    mailsSent: () => everywhere.count({ where: [isOf('mail'), inState('sent')] }),
    close: () => connection.close(),
  }
}

const examplesMax = 10

const isOf = (type: string): Comparison => ({ field: 'type', is: '=', value: type })
const inState = (state: string): Comparison => ({ field: 'state', is: '=', value: state })
const dueBy = (at: Instant): Comparison => ({ field: 'dueAt', is: '<=', value: at })
/** Operations that begin by then. */
const plannedBy = (at: Instant): readonly Comparison[] => [
  isOf('operation'),
  inState('NotStarted'),
  { field: 'startAt', is: '<=', value: at },
  { field: 'needsAttention', is: '=', value: false },
]
const onTheirWay: readonly Comparison[] = [
  { field: 'type', is: 'in', values: ['purchase', 'refund'] },
  inState('pending'),
]
const unsent: readonly Comparison[] = [isOf('mail'), inState('queued')]

/** What somebody is told, and what shows that something has got on. */
export function unrestOf(
  left: number,
  examples: readonly (Stored<DueDocument> | undefined)[],
  now: Instant,
): Unrest {
  const present = examples.filter((one) => one !== undefined)
  const [first] = present
  return {
    state: `${left} ${present.map(({ id, _etag }) => `${id} ${_etag}`).join()}`,
    example: `${first ? inWords(first, now) : 'something'}${left > 1 ? `, and ${left - 1} more` : ''}`,
  }
}

function inWords({ type, id, tenantId, state, dueAt, operationId }: DueDocument, now: Instant): string {
  const what = `the ${type} ${id} of the organisation ${tenantId} is still`
  if (!dueAt || dueAt > now) return `${what} ${state}`
  return `${what} due, since ${dueAt}${operationId ? `, and the operation ${operationId} holds it` : ''}`
}

/** A dead host is started again within a second. */
const hostComesBackWithinMs = 30_000

/** Has the host run a timer now, as anybody can on Azure. */
async function runNow(ports: Ports, name: string): Promise<void> {
  const address = `http://127.0.0.1:${ports['functions-admin']}/admin/functions/${name}`
  const end = Date.now() + hostComesBackWithinMs
  for (;;) {
    try {
      const { status } = await fetch(address, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ input: '' }),
      })
      if (status === 202) return
      throw new Error(`The functions host answered ${status} instead of running ${name}.`)
    } catch (error) {
      // What fetch throws when nobody answers.
      if (!(error instanceof TypeError) || Date.now() > end) throw error
      await wait(100)
    }
  }
}
