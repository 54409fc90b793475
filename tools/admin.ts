import { setTimeout } from 'node:timers/promises'
import { runAdmin } from './admin/run-admin.ts'

/** `npm run admin -- COMMAND`: the product from the command line, by its HTTP API. See docs/operate/command-line.md. */
const stopped = new AbortController()
process.once('SIGINT', () => stopped.abort())
// Whoever read the output has had enough of it.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
})
process.exitCode = await runAdmin(process.argv.slice(2), {
  environment: process.env,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  fetch,
  wait: (ms) => setTimeout(ms, undefined, { signal: stopped.signal }),
  interrupted: stopped.signal,
})
