/**
 * How every local process runs under the supervisor: options arrive as JSON in the first argument, readiness is
 * told over the IPC channel, SIGTERM closes in order, and a lost supervisor ends the process at once.
 */
export async function runAsChild<Options, Ready>(
  start: (options: Options) => Promise<{ readonly ready: Ready; close(): Promise<void> }>,
): Promise<void> {
  const text = process.argv[2]
  if (text === undefined)
    throw new Error(`${process.argv[1]} expects its options as JSON in the first argument.`)
  const running = await start(JSON.parse(text) as Options)
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
  process.on('disconnect', () => process.exit(0))
  process.send?.({ ready: running.ready })
}
