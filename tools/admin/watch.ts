import { InvalidArgumentError, Option } from 'commander'
import { showProgress } from '#local/system/progress.ts'
import { answered } from './client.ts'
import type { Context } from './context.ts'
import { Failure } from './failure.ts'
import { type Operation, operationFields, usersOf } from './operation-view.ts'
import { plain } from './plain-text.ts'

const askAgainMs = 1_000
/** What has not begun may take days. */
const waitingMs = 15_000

export type ReadOperation = () => Promise<{ readonly data?: Operation; readonly response: Response }>

export interface WatchOptions {
  /** In seconds. */
  readonly timeout?: number
}

/** Looked at before anything is started. */
export function timeoutOption(): Option {
  return new Option('--timeout <seconds>', 'how long to wait at most; it goes on then').argParser((text) => {
    const seconds = Number(text)
    if (!(seconds > 0)) throw new InvalidArgumentError('It takes seconds.')
    return seconds
  })
}

export interface Where {
  /** Of any organisation, for operators. */
  readonly everywhere?: boolean
}

/** Reads an operation again and again. */
export async function reader({ api, tenantId }: Context, where: Where, id: string): Promise<ReadOperation> {
  if (where.everywhere) return () => api.GET('/ops/operations/{id}', { params: { path: { id } } })
  const t = await tenantId()
  return () => api.GET('/tenants/{t}/operations/{id}', { params: { path: { t, id } } })
}

/**
 * Looks at an operation until it has ended, with a bar where somebody watches, and gives it out. Throws when it has not
 * succeeded. Ctrl-C ends the watching alone.
 */
export async function watchOperation(
  { print, surroundings }: Pick<Context, 'print' | 'surroundings'>,
  id: string,
  read: ReadOperation,
  { timeout = Number.POSITIVE_INFINITY, everywhere }: WatchOptions & Where,
): Promise<void> {
  const untilMs = Date.now() + timeout * 1_000
  const watch = `Watch it: npm run admin -- operations watch ${id}${everywhere ? ' --everywhere' : ''}`
  const { stderr, wait, interrupted } = surroundings
  let progress: ReturnType<typeof showProgress> | undefined
  try {
    for (;;) {
      const { data: operation, response } = await answered(read())
      if (stderr.isTTY) {
        progress ??= showProgress(plain(operation.kind), Math.max(1, operation.progress.total), stderr)
        progress.at(doneOf(operation), noteOf(operation))
      }
      if (operation.completedDateTime !== undefined) {
        progress?.end()
        progress = undefined
        await print.thing(operation, operationFields(operation))
        return throwUnlessSucceeded(operation)
      }
      if (operation.needsAttention) {
        const because = operation.error ? `: ${operation.error.message} (${operation.error.code})` : '.'
        throw new Failure('unfinished', `It waits for an operator${because}`, {
          next: `An operator resubmits or drops its dead letter ("dead-letters list"). ${watch}`,
        })
      }
      if (Date.now() >= untilMs) {
        const how = `It is ${operation.status}, ${operation.percentComplete} % done.`
        throw new Failure('unfinished', `${how} It goes on.`, { next: watch })
      }
      const pause = operation.isWaiting ? waitingMs : (retryAfterMs(response) ?? askAgainMs)
      await wait(Math.min(pause, Math.max(0, untilMs - Date.now())))
    }
  } catch (error) {
    if (!interrupted.aborted) throw error
    throw new Failure('interrupted', 'The operation goes on.', { next: watch, cause: error })
  } finally {
    progress?.end()
  }
}

/** Compared and moved at once, or one after another: what grows is shown. */
function doneOf({ status, progress }: Operation): number {
  const done = progress.succeeded + progress.skipped + progress.failed
  return status === 'Succeeded' ? progress.total : Math.max(done, progress.compared ?? 0)
}

function noteOf({ status, usersPerSecond, secondsLeft, progress }: Operation): string {
  const speed = usersPerSecond > 0 ? `, ${usersPerSecond} a second` : ''
  const left = secondsLeft === undefined ? '' : `, ${secondsLeft} s left`
  const skipped = progress.skipped > 0 ? `, ${progress.skipped} skipped` : ''
  return plain(`${status}${skipped}${speed}${left}`)
}

function throwUnlessSucceeded({ id, status, error, progress, children = [] }: Operation): void {
  const left = children.filter((child) => child.status !== 'Succeeded')
  if (status === 'Succeeded' && left.length === 0) return
  if (status === 'Succeeded')
    throw new Failure('failed', `${left.length} of ${children.length} sources were not moved.`, {
      next: `Why, of each: npm run admin -- operations show ${id}`,
    })
  const because = error ? `: ${error.message} (${error.code})` : '.'
  throw new Failure('failed', `The operation ended as ${status}${because} Users: ${usersOf(progress)}.`, {
    next: `What became of each user: npm run admin -- operations results ${id}`,
  })
}

function retryAfterMs(response: Response): number | undefined {
  const seconds = Number(response.headers.get('Retry-After') || Number.NaN)
  return Number.isFinite(seconds) ? Math.max(1, seconds) * 1_000 : undefined
}
