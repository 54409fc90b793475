import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startChild } from '#local/stand-ins/child.ts'
import { endBy } from '../support/windows.ts'

export function emptyFolder(): string {
  return mkdtempSync(join(tmpdir(), 'seatwarden-'))
}

/** A stand-in as the supervisor starts it: a process of its own, which a test may kill. */
export async function startedChild<Ready>(
  entry: string,
  options: object,
): Promise<{ readonly ready: Ready; end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> }> {
  const child = startChild(join(import.meta.dirname, '../../local/stand-ins', entry), options)
  const [message] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`${entry} ended with ${code} before it was ready.`)
    }),
  ])
  return {
    ready: message.ready,
    async end(signal) {
      const ended = once(child, 'exit')
      endBy(child, signal)
      const [code] = await ended
      return code
    },
  }
}
