import { showProgress } from '#local/system/progress.ts'
import { answered } from './client.ts'
import type { Context } from './context.ts'
import { Failure, usageError } from './failure.ts'
import { type Operation, operationFields, usersOf } from './operation-view.ts'
import { plain } from './plain-text.ts'

const askAgainMs = 1_000

export type ReadOperation = () => Promise<{ readonly data?: Operation; readonly response: Response }>

export interface WatchOptions {
  readonly timeout?: string
}

/**
 * Looks at an operation until it has ended, with a bar where somebody watches, and gives it out. Throws when it has not
 * succeeded. Ctrl-C ends the watching alone.
 */
export async function watchOperation(
  { print, surroundings }: Pick<Context, 'print' | 'surroundings'>,
  id: string,
  read: ReadOperation,
  { timeout }: WatchOptions,
): Promise<void> {
  const untilMs = Date.now() + secondsIn(timeout) * 1_000
  const watch = `Watch it: npm run admin -- operations watch ${id}`
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
      await wait(Math.min(retryAfterMs(response) ?? askAgainMs, Math.max(0, untilMs - Date.now())))
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

function throwUnlessSucceeded({ id, status, error, progress }: Operation): void {
  if (status === 'Succeeded') return
  const because = error ? `: ${error.message} (${error.code})` : '.'
  throw new Failure('failed', `The operation ended as ${status}${because} Users: ${usersOf(progress)}.`, {
    next: `What became of each user: npm run admin -- operations results ${id}`,
  })
}

function secondsIn(timeout: string | undefined): number {
  if (timeout === undefined) return Number.POSITIVE_INFINITY
  const seconds = Number(timeout)
  if (!(seconds > 0)) throw usageError(`--timeout takes seconds; found "${plain(timeout)}".`)
  return seconds
}

function retryAfterMs(response: Response): number | undefined {
  const seconds = Number(response.headers.get('Retry-After') || Number.NaN)
  return Number.isFinite(seconds) ? Math.max(1, seconds) * 1_000 : undefined
}
