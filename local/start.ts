import { parseArgs } from 'node:util'
import { builtApp, type FunctionApp } from './system/function-app.ts'
import { ensurePortal } from './system/portal.ts'
import { readFirstPort } from './system/ports.ts'
import { movableClock } from './system/product-clock.ts'
import { stateFiles, stateFolder } from './system/state-folder.ts'
import { type Supervisor, startSupervisor } from './system/supervisor.ts'
import { welcome } from './system/welcome.ts'

/** `npm start [-- --dist FOLDER]`: everything on one machine, until Ctrl-C or SIGTERM; from the sources or a build. */
const state = stateFolder()
const startedMs = performance.now()
let supervisor: Supervisor | undefined
let isStopping = false

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stop)
// Whoever has started this with a channel may ask by it: on Windows no signal of another process arrives.
process.on('message', stop)

// A signal to npm ends npm and the shell between, and nobody tells us: the ports would stay taken.
if (process.env['npm_lifecycle_event']) {
  const { ppid } = process
  setInterval(() => process.ppid !== ppid && !isStopping && stop(), 500).unref()
}

try {
  const app = chosenApp()
  const firstPort = readFirstPort(process.env['SEATWARDEN_PORT'])
  console.error('Starting, which takes longest the first time.')
  // A build brings its own along. Made of the sources it takes longer than all the rest.
  const portal = app ? undefined : ensurePortal().catch(String)
  supervisor = await startSupervisor({
    state,
    firstPort,
    readyAfter: portal,
    ...(app ? { app } : {}),
    tell: (line) => console.error(line),
  })
  const withoutPortal = await portal
  if (withoutPortal !== undefined) console.error(withoutPortal)
  console.log(
    welcome(
      supervisor.ready,
      state,
      performance.now() - startedMs,
      movableClock(stateFiles(state).clock).offsetMs(),
    ),
  )
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}

function chosenApp(): FunctionApp | undefined {
  try {
    const { dist } = parseArgs({ options: { dist: { type: 'string' } } }).values
    return dist === undefined ? undefined : builtApp(dist)
  } catch (cause) {
    const usage = 'npm start [-- --dist FOLDER]: the build in that folder instead of the sources.'
    throw new Error(`${(cause as Error).message}\n${usage}`, { cause })
  }
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
