import { type Answer, badRequest, notDone } from '../answers.ts'
import type { Faults } from './faults.ts'
import type { Request } from './routes.ts'
import type { Statistics } from './statistics.ts'

/** What tests and benchmarks may ask beside the protocol. Not signed: the port is bound to this machine alone. */
export function answerControl(
  { faults, statistics }: { readonly faults: Faults; readonly statistics: Statistics },
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
    default:
      throw notDone(`${method} /${segments.join('/')}`)
  }
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString())
  } catch {
    throw badRequest('A fault is a JSON object.')
  }
}
