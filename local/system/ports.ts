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
  'functions-admin',
  'traces',
] as const

export type Ports = Readonly<Record<(typeof portNames)[number], number>>

/** Where the Azure Functions tools serve as well. */
export const firstPortDefault = 7071

/** Browsers and `fetch` call nobody there, whoever listens ("bad ports" of the Fetch standard, from 1024 on). */
const uncallablePorts = [
  1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697,
  10080,
]

/** Reads SEATWARDEN_PORT: the first port, or 0 for free ones. */
export function readFirstPort(text: string | undefined): number {
  const given = text?.trim() ?? ''
  if (given === '') return firstPortDefault
  const port = /^\d+$/.test(given) ? Number(given) : Number.NaN
  const uncallable = uncallablePorts.find((each) => each >= port && each < port + portNames.length)
  if (uncallable !== undefined)
    throw new Error(
      `SEATWARDEN_PORT: no browser calls port ${uncallable}, and ports ${port} to ${port + portNames.length - 1} would be used. Start at another one: ${elsewhere(uncallable)}`,
    )
  if (port <= 65_535 - portNames.length) return port
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
    const faults = await Promise.all(portNames.map((name) => faultOf(ports[name])))
    const taken = portNames.filter((_, index) => faults[index])
    if (taken.length === 0) return ports
    if (faults.includes('EACCES'))
      throw new Error(
        `You may not use port ${firstPort}: most systems keep ports below 1024 to their administrator. Start at another one: ${elsewhere(firstPort)}`,
      )
    if (Date.now() >= end) throw new Error(takenMessage(taken, ports, firstPort))
    await wait(100)
  }
}

function takenMessage(taken: readonly (keyof Ports)[], ports: Ports, firstPort: number): string {
  const named = taken.map((name) => `port ${ports[name]} (${name})`).join(', ')
  const isOurs = taken.length === portNames.length ? ', perhaps another Seatwarden' : ''
  return `Taken by another program${isOurs}: ${named}.\nEnd that program, or start at another port: ${elsewhere(firstPort)}`
}

function elsewhere(firstPort: number): string {
  const next = firstPort < 1_024 ? firstPortDefault : firstPort + 100
  const other = next + portNames.length < 65_535 ? next : firstPort - 100
  return `SEATWARDEN_PORT=${other} npm start (0 picks free ones).`
}

/** Below the ports that systems give to outgoing connections: a dead process must find its own port free again. */
async function freePorts(): Promise<Ports> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const first = randomInt(10_100, 32_000)
    const all = portNames.map((_, index) => first + index)
    const faults = await Promise.all(all.map(faultOf))
    if (!faults.some(Boolean)) {
      return Object.fromEntries(portNames.map((name, index) => [name, first + index])) as Ports
    }
  }
  throw new Error(`No ${portNames.length} free ports in a row were found between 10100 and 32000.`)
}

/** Why nobody can listen there; undefined when the port is free. */
function faultOf(port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', ({ code, message }: NodeJS.ErrnoException) => resolve(code ?? message))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(undefined)))
  })
}
