import { type Answer, badRequest, notDone } from '../answers.ts'
import { isObject, type Value } from '../json.ts'
import type { Lag } from '../storage/history.ts'
import type { Store } from '../storage/store.ts'
import type { Faults } from './faults.ts'
import type { Request } from './routes.ts'
import type { ShortPages } from './short-pages.ts'
import type { Statistics } from './statistics.ts'

/** What tests and benchmarks may ask beside the protocol. Not signed: the port is bound to this machine alone. */
export function answerControl(
  {
    store,
    faults,
    shortPages,
    statistics,
  }: {
    readonly store: Store
    readonly faults: Faults
    readonly shortPages: ShortPages
    readonly statistics: Statistics
  },
  { method, segments, body }: Request,
): Answer {
  switch (`${method} /${segments.join('/')}`) {
    case 'GET /_local/statistics':
      return { status: 200, body: JSON.stringify(statistics.read()) }
    case 'POST /_local/statistics/reset':
      statistics.reset()
      return { status: 204 }
    case 'POST /_local/faults':
      faults.add(parse(body))
      return { status: 204 }
    case 'DELETE /_local/faults':
      faults.clear()
      return { status: 204 }
    case 'PUT /_local/replicas':
      store.replicas.set(readLags(parse(body)))
      return { status: 204 }
    case 'PUT /_local/pages':
      shortPages.set(parse(body))
      return { status: 204 }
    default:
      throw notDone(`${method} /${segments.join('/')}`)
  }
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString())
  } catch {
    throw badRequest('The request body is not JSON.')
  }
}

/** Replicas that lag, for `PUT /_local/replicas`: reads see one after the other. An empty list turns them off. */
function readLags(body: unknown): readonly Lag[] {
  const isLag = (lag: Value) => {
    if (!isObject(lag)) return false
    const [[name, amount] = [], ...more] = Object.entries(lag)
    const isKnown = name === 'writesBehind' || name === 'millisecondsBehind'
    return isKnown && Number.isInteger(amount) && Number(amount) >= 0 && more.length === 0
  }
  if (!Array.isArray(body) || !body.every(isLag))
    throw badRequest('Replicas are a list of {writesBehind: n} and {millisecondsBehind: n}.')
  return body as Lag[]
}
