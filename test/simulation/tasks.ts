import type { Timeline } from './timeline.ts'

/** How far a process knows the documents to have got: its client library notes that from every answer. */
export interface Session {
  seen: number
}

/** A process with a clock of its own, and what it has seen of the documents. */
export interface Host {
  readonly name: string
  skewMs: number
  /** A new one after a crash. */
  session: Session
}

/** One invocation: of a worker, a timer or a route. */
export interface Task {
  readonly name: string
  readonly host: Host
  readonly session: Session
  state: 'running' | 'done' | 'failed' | 'crashed'
  /** Calls under way; more than one where the code asks for several things at once. */
  waiting: number
  end(ended: Ended): void
}

export type Ended = { readonly how: 'done' | 'crashed' } | { readonly how: 'failed'; readonly error: unknown }

/** Runs invocations side by side, one stretch between two awaits at a time. */
export class Tasks {
  /** How many awaits were passed so far. */
  points = 0
  running = 0
  readonly #timeline: Timeline
  readonly #crashesAt: (task: Task, point: string) => boolean
  #rests: (() => void) | undefined

  constructor(timeline: Timeline, crashesAt: (task: Task, point: string) => boolean) {
    this.#timeline = timeline
    this.#crashesAt = crashesAt
  }

  start(
    name: string,
    host: Host,
    body: (task: Task) => Promise<unknown>,
    whenEnded: (ended: Ended) => void,
  ): void {
    const task: Task = {
      name,
      host,
      session: host.session,
      state: 'running',
      waiting: 0,
      end: (ended) => {
        if (task.state !== 'running') return
        task.state = ended.how
        this.running -= 1
        whenEnded(ended)
        this.#rests?.()
      },
    }
    this.running += 1
    this.#timeline.after(0, () =>
      this.#go(task, () => {
        body(task).then(
          () => task.end({ how: 'done' }),
          (error: unknown) => task.end({ how: 'failed', error }),
        )
      }),
    )
  }

  /** Where others may run, and where the process may die: then this never comes back. */
  point(task: Task, name: string, latencyMs: number): Promise<void> {
    task.waiting += 1
    return new Promise((resolve) => {
      this.#timeline.after(latencyMs, () => {
        task.waiting -= 1
        if (task.state !== 'running') return
        this.points += 1
        if (this.#crashesAt(task, name)) {
          task.end({ how: 'crashed' })
          return
        }
        return this.#go(task, resolve)
      })
      this.#rests?.()
    })
  }

  /** Lets the task run until it waits again. With several calls under way nobody can say which: wait a whole turn. */
  #go(task: Task, run: () => void): Promise<void> {
    const rests =
      task.waiting > 0
        ? new Promise<void>((resolve) => setImmediate(resolve))
        : new Promise<void>((resolve) => {
            // Not before everything that it asks for at the same time has been asked.
            this.#rests = () => setImmediate(resolve)
          })
    run()
    return rests
  }
}
