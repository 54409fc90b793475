import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { configOf, localConnectionString, type QueueKind, temporaryFolder } from './stage.ts'

export interface Measure {
  readonly heapBytes: number
  readonly sockets: number
}

export interface WatchedBus {
  readonly port: number
  readonly connectionString: string
  /** What the process holds after a garbage collection. */
  measure(): Promise<Measure>
  /** Set when the process has died. */
  death(): string | undefined
  close(): Promise<void>
}

const main = fileURLToPath(new URL('./watched-bus-main.ts', import.meta.url))

/** Runs the stand-in as a process of its own, so that a test can see it die and weigh it. */
export async function runWatchedBus(
  kinds: Readonly<Record<string, QueueKind>>,
  more: Readonly<Record<string, number>> = {},
): Promise<WatchedBus> {
  const folder = temporaryFolder()
  const options = { port: 0, stateFolder: folder.path, config: configOf(kinds), ...more }
  const child = fork(main, [JSON.stringify(options)], { execArgv: ['--expose-gc'] })
  let closing = false
  let death: string | undefined
  child.once('exit', (code, signal) => {
    if (!closing) death = `The stand-in ended with ${code ?? signal}.`
  })
  const died = once(child, 'exit').then(() => Promise.reject(new Error('The stand-in died.')))
  died.catch(() => {}) // Everybody who waits hears of it.
  const answer = async <Answer>() => {
    const [message] = await Promise.race([once(child, 'message'), died])
    return message as Answer
  }
  const { port } = await answer<{ port: number }>()
  return {
    port,
    connectionString: localConnectionString(port),
    async measure() {
      child.send('measure')
      return answer<Measure>()
    },
    death: () => death,
    async close() {
      closing = true
      if (child.exitCode === null && child.signalCode === null) {
        const exited = once(child, 'exit')
        child.kill('SIGKILL')
        await exited
      }
      folder.remove()
    },
  }
}
