import { once } from 'node:events'
import { createRequire } from 'node:module'
import { connect } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { optionsOfParent } from '../child.ts'

/**
 * Azurite, made to live like the other local processes: it takes its arguments from the command line and knows
 * nothing of a parent, so this module rewrites the one and listens for the other.
 */
type BlobsOptions = { readonly port: number; readonly stateFolder: string }

const { port, stateFolder } = await optionsOfParent<BlobsOptions>()
const flags = ['--silent', '--disableTelemetry', '--skipApiVersionCheck']
process.argv.splice(2)
process.argv.push(...flags, '--location', stateFolder, '--blobHost', '127.0.0.1', '--blobPort', String(port))

// Azurite closes on SIGTERM by itself; without the channel nothing then keeps the process.
process.on('SIGTERM', () => process.channel?.unref())

createRequire(import.meta.url)('azurite/dist/src/blob/main.js')

// It listens for signals a little after it listens for requests.
while (process.listenerCount('SIGTERM') < 2 || !(await listening())) await wait(20)
// Ctrl-C reaches the whole group; the supervisor decides.
process.removeAllListeners('SIGINT')
process.on('SIGINT', () => {})
process.send?.({ ready: { port } })

async function listening(): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
