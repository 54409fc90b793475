import { connect } from 'node:net'
import { Unavailable } from '#core/ports/failures.ts'

/** Opens and closes a connection to the mail server. Throws `Unavailable` after two seconds or a refusal. */
export function mailServerReachable(url: string): Promise<void> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), timeout: 2_000 })
    const failed = (cause?: unknown) => {
      socket.destroy()
      reject(new Unavailable('The mail server does not answer.', { cause }))
    }
    socket.once('connect', () => {
      socket.destroy()
      resolve()
    })
    socket.once('timeout', () => failed())
    socket.once('error', failed)
  })
}
