import { connect } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { Unavailable } from '#core/ports/failures.ts'

const timeoutMs = 2_000

/**
 * Waits for the mail server's greeting, `220`: a server that hangs still accepts connections. Throws `Unavailable` after
 * two seconds, a refusal or another answer.
 */
export function mailServerReachable(url: string): Promise<void> {
  const { hostname: host, port, protocol } = new URL(url)
  return new Promise((resolve, reject) => {
    const socket =
      protocol === 'smtps:'
        ? connectTls({ host, port: Number(port), servername: host })
        : connect({ host, port: Number(port) })
    const finish = (outcome: () => void) => {
      clearTimeout(timer)
      socket.destroy()
      outcome()
    }
    const failed = (cause?: unknown) =>
      finish(() => reject(new Unavailable('The mail server does not greet.', { cause })))
    const timer = setTimeout(failed, timeoutMs)
    let greeting = ''
    socket.setEncoding('latin1')
    socket.on('data', (text: string) => {
      greeting += text
      if (greeting.startsWith('220')) finish(resolve)
      else if (greeting.length >= 3) failed(new Error(`It said ${greeting.slice(0, 100)}`))
    })
    socket.once('error', failed)
    socket.once('close', () => failed())
  })
}
