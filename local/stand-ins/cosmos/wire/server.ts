import { type KeyObject, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type Answer, errorCharge, Failure, notDone } from '../answers.ts'
import type { Store } from '../storage/store.ts'
import { requireSignature } from './authorization.ts'
import { answerControl } from './control.ts'
import type { Faults } from './faults.ts'
import { refuseUnknownHeaders } from './headers.ts'
import { findRoute, type Request } from './routes.ts'
import type { ShortPages } from './short-pages.ts'
import type { Statistics } from './statistics.ts'
import type { Throttle } from './throttle.ts'

/** A batch has at most 2 MB; above this nobody reads on. */
const bodyBytesMax = 4 * 1024 * 1024

/** Above this Node answers by itself, without the body that the client needs to say what is wrong. */
const headerBytesMax = 64 * 1024

export type Machine = {
  readonly store: Store
  readonly key: KeyObject
  readonly throttle: Throttle
  readonly faults: Faults
  readonly shortPages: ShortPages
  readonly statistics: Statistics
}

/** The HTTP side: bytes in, one synchronous step on the store, and an answer when the step is durable. */
export function createCosmosServer(machine: Machine): Server {
  const server = createServer({ maxHeaderSize: headerBytesMax }, (incoming, response) => {
    const chunks: Buffer[] = []
    let bytes = 0
    incoming.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes <= bodyBytesMax) chunks.push(chunk)
    })
    incoming.on('end', () => respond(machine, incoming, response, Buffer.concat(chunks), bytes))
  })
  // The client keeps sockets open and does not repeat a write whose socket was closed under it.
  server.keepAliveTimeout = 10 * 60 * 1000
  return server
}

function respond(
  machine: Machine,
  incoming: IncomingMessage,
  response: ServerResponse,
  body: Buffer,
  bytes: number,
): void {
  let result: { answer: Answer; isLost: boolean }
  try {
    if (bytes > bodyBytesMax) throw new Failure(413, `The request has ${bytes} bytes.`)
    result = handle(machine, requestOf(incoming, body))
  } catch (error) {
    result = { answer: failureOf(error).answer(), isLost: false }
  }
  machine.store.durability.whenDurable(() => {
    if (result.isLost) response.destroy()
    else send(response, result.answer)
  })
}

function handle(machine: Machine, request: Request): { answer: Answer; isLost: boolean } {
  const { throttle, faults, statistics } = machine
  if (request.segments[0] === '_local') return { answer: answerControl(machine, request), isLost: false }
  requireSignature(request.method, request.segments, request.headers, machine.key)
  const route = findRoute(machine, request)
  refuseUnknownHeaders(request.headers, route.kind)
  let charge = 0
  try {
    const isLost = faults.isAnswerLost(route.kind)
    if (route.partition !== undefined) throttle.requireBudget(route.partition)
    const answer = route.run()
    charge = answer.charge ?? 0
    return { answer, isLost }
  } catch (error) {
    const isThrottled = error instanceof Failure && error.status === 429
    if (isThrottled) statistics.noteThrottled()
    charge = error instanceof Failure && !isThrottled ? errorCharge : 0
    throw error
  } finally {
    statistics.note(route.kind, charge)
    if (route.partition !== undefined) throttle.spend(route.partition, charge)
  }
}

/** Anything but a Failure is a fault of the stand-in: its trace goes to the log, and the client gets a 500. */
function failureOf(error: unknown): Failure {
  if (error instanceof Failure) return error
  console.error(error)
  return new Failure(500, `The Cosmos stand-in failed: ${error}`)
}

function requestOf({ method = 'GET', url = '/', headers }: IncomingMessage, body: Buffer): Request {
  const [path = '', search] = url.split('?')
  if (search !== undefined) throw notDone(`the URL query '?${search}'`)
  try {
    const segments = path.split('/').filter(Boolean).map(decodeURIComponent)
    return { method, path, segments, headers, body }
  } catch {
    throw new Failure(400, `The path '${path}' is not URL-encoded text.`)
  }
}

function send(response: ServerResponse, { status, body, headers, charge }: Answer): void {
  const isEmpty = status === 204 || status === 304
  response.writeHead(status, {
    ...(isEmpty
      ? {}
      : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body ?? '') }),
    'x-ms-activity-id': randomUUID(),
    'x-ms-request-charge': (charge ?? 0).toFixed(2),
    ...headers,
  })
  response.end(isEmpty ? undefined : body)
}
