import { type PoolOptions, type PoolWorker, ThreadsPoolWorker } from 'vitest/node'

type Hear = Parameters<PoolWorker['on']>[1]

/** A pool of one thread that outlives the runs: Vitest starts another for each, which loads everything anew. After
 * `end` the next run gets a new one. */
export function keptThread() {
  const name = 'kept-thread'
  let thread: ThreadsPoolWorker | undefined
  function createPoolWorker(options: PoolOptions): PoolWorker {
    const isFirst = thread === undefined
    thread ??= new ThreadsPoolWorker(options)
    const kept = thread
    const heard: (readonly [event: string, hear: Hear])[] = []
    const answer = (type: 'started' | 'stopped') => {
      for (const [event, hear] of [...heard])
        if (event === 'message') hear({ type, __vitest_worker_response__: true })
    }
    return {
      name,
      on(event, hear) {
        heard.push([event, hear])
        kept.on(event, hear)
      },
      off: (event, hear) => kept.off(event, hear),
      send(message) {
        if (message.type === 'start' && !isFirst) answer('started')
        else if (message.type === 'stop') answer('stopped')
        else kept.send(message)
      },
      deserialize: (data) => data,
      start: async () => {
        if (isFirst) await kept.start()
      },
      // What it has heard is over, and the thread goes on.
      stop: async () => {
        for (const [event, hear] of heard) kept.off(event, hear)
      },
    }
  }
  async function end(): Promise<void> {
    const ending = thread
    thread = undefined
    await ending?.stop()
  }
  return { pool: { name, createPoolWorker }, end }
}
