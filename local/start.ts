import { readFirstPort } from './ports.ts'
import { stateFolder } from './state-folder.ts'
import { startSupervisor } from './supervisor.ts'
import { welcome } from './welcome.ts'

/** `npm start`: everything on one machine, until Ctrl-C or SIGTERM. */
const state = stateFolder()
const startedMs = performance.now()
const starting = startSupervisor({
  state,
  firstPort: readFirstPort(process.env['SEATWARDEN_PORT']),
  tell: (line) => console.error(line),
})

let isStopping = false
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // Whoever asks twice does not want to wait: the processes end with this one.
    if (isStopping) process.exit(1)
    isStopping = true
    console.error('Stopping.')
    starting.then((supervisor) => supervisor.stop()).then(() => process.exit(0))
  })
}

try {
  const supervisor = await starting
  if (!isStopping) console.log(welcome(supervisor.ready, state, performance.now() - startedMs))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
