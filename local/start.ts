import { readFirstPort } from './system/ports.ts'
import { stateFolder } from './system/state-folder.ts'
import { type Supervisor, startSupervisor } from './system/supervisor.ts'
import { welcome } from './system/welcome.ts'

/** `npm start`: everything on one machine, until Ctrl-C or SIGTERM. */
const state = stateFolder()
const startedMs = performance.now()
let supervisor: Supervisor | undefined
let isStopping = false

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stop)

// A signal to npm ends npm and the shell between, and nobody tells us: the ports would stay taken.
if (process.env['npm_lifecycle_event']) {
  const { ppid } = process
  setInterval(() => process.ppid !== ppid && !isStopping && stop(), 500).unref()
}

try {
  const firstPort = readFirstPort(process.env['SEATWARDEN_PORT'])
  console.error('Starting, which takes longest the first time.')
  supervisor = await startSupervisor({
    state,
    firstPort,
    tell: (line) => console.error(line),
  })
  console.log(welcome(supervisor.ready, state, performance.now() - startedMs))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}

function stop(): void {
  // Nothing is promised before it is ready, and whoever asks twice does not want to wait: the processes end with this one.
  if (!supervisor || isStopping) process.exit(1)
  isStopping = true
  console.error('Stopping.')
  supervisor.stop().then(
    () => process.exit(0),
    (error) => {
      console.error(error)
      process.exit(1)
    },
  )
}
