import { AsyncLocalStorage } from 'node:async_hooks'
import type { InvocationContext } from '@azure/functions'
import type { Ports } from '#core/ports/ports.ts'

/** Who has called us: one for each request, message and tick of the timer. */
interface Invocation {
  readonly context: InvocationContext
  isOver: boolean
}

const current = new AsyncLocalStorage<Invocation>()
const running = new Set<Promise<unknown>>()

/** What the services tell jobs of. */
export const shutdown = { begun: false }

/** Runs a handler so that what is logged meanwhile, however deep, belongs to its invocation. */
export function within<T>(context: InvocationContext, handle: () => Promise<T>): Promise<T> {
  const invocation: Invocation = { context, isOver: false }
  const handled = current.run(invocation, handle)
  const over = () => {
    invocation.isOver = true
    running.delete(handled)
  }
  running.add(handled)
  handled.then(over, over)
  return handled
}

/**
 * Before the process ends. The worker waits for this and for no invocation, and the host ends it after five seconds: whoever
 * is at work gets less than that to save, and to send the message by which another process goes on.
 */
export async function handOver(withinMs = 4_000): Promise<void> {
  shutdown.begun = true
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise((resolve) => {
    timer = setTimeout(resolve, withinMs)
  })
  await Promise.race([Promise.allSettled(running), patience])
  clearTimeout(timer)
}

/**
 * A line for operators. The runtime knows which invocation wrote it only of its context's log, not of the console; what
 * goes on after its end, which the context complains of, says whose it was by itself.
 */
export const log: Ports['log'] = (level, message, facts) => {
  const invocation = current.getStore()
  const late = invocation?.isOver ? { invocationId: invocation.context.invocationId } : {}
  const line = JSON.stringify({ level, message, ...facts, ...late })
  const to = invocation && !invocation.isOver ? invocation.context : console
  if (level === 'error') to.error(line)
  else if (level === 'warning') to.warn(line)
  else to.info(line)
}
