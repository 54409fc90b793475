import { behindSession } from './cosmos-failures.ts'
import type { RequestContext, RequestPlugin } from './request-plugin.ts'

export interface Patience {
  /** For one answer, with all that comes before it: signing in, too. */
  readonly attemptMs: number
  /** For a request with all its repeats. */
  readonly wholeMs: number
}

/**
 * Keeps the client library from repeating a request for longer than a caller waits. Where it looks for the regions of an
 * account, as with every one of Azure, it repeats a read that times out, and anything that finds no host, 120 times
 * (https://github.com/Azure/azure-sdk-for-js/issues/32044): ten minutes and more of a store that says nothing. And after
 * the answer of a replica that is behind the session it asks again without the session's token, so that an old state, or
 * none, is taken for the present one.
 */
export function boundPatience({ attemptMs, wholeMs }: Patience): RequestPlugin {
  const begun = new WeakMap<RequestContext, { readonly untilMs: number; error?: unknown }>()
  return async (context, _, next) => {
    const request = begun.get(context) ?? { untilMs: performance.now() + wholeMs }
    begun.set(context, request)
    const leftMs = request.untilMs - performance.now()
    // It waits before some repeats.
    if (leftMs <= 0 && request.error) throw new NotAgain(request.error)
    try {
      return await within(Math.min(attemptMs, leftMs), next(context))
    } catch (error) {
      request.error = error
      throw isLast(error, performance.now() >= request.untilMs) ? new NotAgain(error) : error
    }
  }
}

/** Without a code, by which the library would know what to repeat. */
class NotAgain extends Error {
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
    this.name = 'NotAgain'
  }
}

/** What the library repeats, at least at times. Everything else it passes on, and so do we. */
const repeated = new Set<unknown>([403, 429, 503, 'ENOTFOUND', 'REQUEST_SEND_ERROR', 'ECONNRESET', 'EPIPE'])

function isLast(error: unknown, isOver: boolean): boolean {
  const { code, substatus } = error as { readonly code?: unknown; readonly substatus?: unknown }
  if (code === timedOut || (code === 404 && substatus === behindSession)) return true
  return isOver && repeated.has(code)
}

/** The library's own word for it. */
const timedOut = 'TimeoutError'

async function within<T>(ms: number, answer: Promise<T>): Promise<T> {
  answer.catch(() => {})
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(Object.assign(new Error('No answer in time.'), { code: timedOut })), ms)
  })
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
  }
}
