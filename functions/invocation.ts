import { AsyncLocalStorage } from 'node:async_hooks'
import type { InvocationContext } from '@azure/functions'
import type { Ports } from '#core/ports/ports.ts'

/** Who has called us: one for each request, message and tick of the timer. */
interface Invocation {
  readonly context: InvocationContext
  isOver: boolean
}

const current = new AsyncLocalStorage<Invocation>()

/** Runs a handler so that what is logged meanwhile, however deep, belongs to its invocation. */
export function within<T>(context: InvocationContext, handle: () => Promise<T>): Promise<T> {
  const invocation: Invocation = { context, isOver: false }
  return current.run(invocation, async () => {
    try {
      return await handle()
    } finally {
      invocation.isOver = true
    }
  })
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
