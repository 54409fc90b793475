import { type ChildProcess, type ForkOptions, fork } from 'node:child_process'

/**
 * How every local process runs under its parent: the first message over the IPC channel brings its options, so that
 * no key is in its arguments or environment, where everybody on the machine could read it; `{ ready }` goes back when
 * it serves, `{ close }` or SIGTERM closes in order, and a lost parent ends it at once.
 */
export function startChild(entry: string, options: object, how: ForkOptions = {}): ChildProcess {
  const child = fork(entry, [], { execArgv: [], ...how })
  // Without the system's leave for another process there is no channel; what goes wrong is told by 'exit' or 'error'.
  child.send?.({ options }, () => {})
  return child
}

/** Asks it to close in order. By its channel, since Windows has no signal that another process could answer. */
export function askToClose(child: ChildProcess): void {
  if (child.connected) child.send({ close: true }, () => {})
  else child.kill('SIGTERM')
}

/** The child's side, to be called first. */
export async function optionsOfParent<Options>(): Promise<Options> {
  if (!process.send) {
    console.error(
      `${process.argv[1]} is started by another program, which sends it its options: "npm start" starts all of them.`,
    )
    process.exit(1)
  }
  process.on('disconnect', () => process.exit(0))
  const { promise, resolve } = Promise.withResolvers<Options>()
  process.on('message', (message: { readonly options: Options } | { readonly close: true }) => {
    if ('options' in message) resolve(message.options)
    // Before there is anything to close in order nobody listens.
    else if (!process.emit('SIGTERM')) process.exit(1)
  })
  return promise
}

export async function runAsChild<Options, Ready>(
  start: (options: Options) => Promise<{ readonly ready: Ready; close(): Promise<void> }>,
): Promise<void> {
  const running = await start(await optionsOfParent<Options>()).catch((error) => {
    console.error(error)
    return process.exit(1)
  })
  let closing = false
  const close = () => {
    if (closing) return
    closing = true
    running.close().then(
      () => process.exit(0),
      (error) => {
        console.error(error)
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', close)
  process.on('SIGINT', () => {}) // Ctrl-C reaches the whole group; the supervisor decides.
  process.send?.({ ready: running.ready })
}
