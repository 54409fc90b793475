import { badRequest, Failure } from '../answers.ts'
import { isObject, type Value } from '../json.ts'
import type { Kind } from './headers.ts'
import { tooManyRequests } from './throttle.ts'

type Fault = {
  readonly status: 408 | 429 | 503
  times: number
  readonly retryAfterMs: number
  readonly match: 'batch' | 'query' | 'read' | 'write' | 'any'
  /** The work is done and durable, and the answer is lost: the client sees a broken connection. */
  readonly afterCommit: boolean
}

const writes = new Set<Kind>(['create', 'upsert', 'replace', 'patch', 'delete', 'batch'])

/** Trouble on demand for tests: `POST /_local/faults`. Faults are used up in the order in which they came. */
export class Faults {
  readonly #faults: Fault[] = []

  add(body: unknown): void {
    if (!isObject(body as Value)) throw badRequest('A fault is {status, times, …}.')
    const {
      status,
      times = 1,
      retryAfterMs = 10,
      match = 'any',
      afterCommit = false,
    } = body as Partial<Fault>
    if (status !== 408 && status !== 429 && status !== 503)
      throw badRequest('A fault has the status 408, 429 or 503.')
    if (!['batch', 'query', 'read', 'write', 'any'].includes(match))
      throw badRequest("A fault matches 'batch', 'query', 'read', 'write' or 'any'.")
    if (!Number.isInteger(times) || !Number.isInteger(retryAfterMs))
      throw badRequest('A fault counts in whole numbers: times, retryAfterMs.')
    this.#faults.push({ status, times, retryAfterMs, match, afterCommit })
  }

  clear(): void {
    this.#faults.length = 0
  }

  /** Throws the fault that is due. True: do the work, then lose the answer. */
  isAnswerLost(kind: Kind): boolean {
    const fault = this.#faults.find(({ match }) => isMatch(match, kind))
    if (fault === undefined) return false
    if (--fault.times <= 0) this.#faults.splice(this.#faults.indexOf(fault), 1)
    if (fault.afterCommit) return true
    if (fault.status === 429) throw tooManyRequests(fault.retryAfterMs)
    throw new Failure(fault.status, 'A fault asked for by a test.', {
      headers: { 'x-ms-retry-after-ms': String(fault.retryAfterMs) },
    })
  }
}

/** Looking up containers and planning queries never fails on demand: no caller handles that on its own. */
function isMatch(match: Fault['match'], kind: Kind): boolean {
  if (kind === 'metadata' || kind === 'plan') return false
  return match === 'any' || match === kind || (match === 'write' && writes.has(kind))
}
