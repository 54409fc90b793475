import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'

/** In this order the ports follow the first one. */
export const portNames = [
  'api',
  'sign-in',
  'mailbox',
  'smtp',
  'payment-gateway',
  'cosmos',
  'service-bus',
  'blobs',
] as const

export type Ports = Readonly<Record<(typeof portNames)[number], number>>

/** Where the Azure Functions tools serve as well. */
export const firstPortDefault = 7071

/** Reads SEATWARDEN_PORT: the first port, or 0 for free ones. */
export function readFirstPort(text: string | undefined): number {
  const port = text?.trim() ? Number(text) : firstPortDefault
  if (Number.isInteger(port) && port >= 0 && port <= 65_535 - portNames.length) return port
  throw new Error(
    `SEATWARDEN_PORT: expected a port from 1 to ${65_535 - portNames.length}, or 0 for free ones; found "${text}".`,
  )
}

/** The ports of all processes, none of them taken. Throws with the name of every taken one, and what to do. */
export async function choosePorts(firstPort: number, patienceMs: number): Promise<Ports> {
  if (firstPort === 0) return freePorts()
  const ports = Object.fromEntries(portNames.map((name, index) => [name, firstPort + index])) as Ports
  const end = Date.now() + patienceMs
  for (;;) {
    const free = await Promise.all(portNames.map((name) => isFree(ports[name])))
    const taken = portNames.filter((_, index) => !free[index])
    if (taken.length === 0) return ports
    if (Date.now() >= end) throw new Error(takenMessage(taken, ports, firstPort))
    await wait(100)
  }
}

function takenMessage(taken: readonly (keyof Ports)[], ports: Ports, firstPort: number): string {
  const named = taken.map((name) => `port ${ports[name]} (${name})`).join(', ')
  const other = firstPort + 100 + portNames.length < 65_535 ? firstPort + 100 : firstPort - 100
  return [
    `Taken by another program: ${named}.`,
    `End that program, or start at another port: SEATWARDEN_PORT=${other} npm start (0 picks free ones).`,
  ].join('\n')
}

/** Below the ports that systems give to outgoing connections: a dead process must find its own port free again. */
async function freePorts(): Promise<Ports> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const first = randomInt(10_000, 32_000)
    const all = portNames.map((_, index) => first + index)
    const free = await Promise.all(all.map(isFree))
    if (free.every(Boolean)) {
      return Object.fromEntries(portNames.map((name, index) => [name, first + index])) as Ports
    }
  }
  throw new Error(`No ${portNames.length} free ports in a row were found between 10000 and 32000.`)
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
