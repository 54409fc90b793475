import { Agent, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'

export interface HttpCall {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

/**
 * Makes the calls over so many connections that stay open, each with one call at a time, and gives back how long each
 * took; each rests so long after a call. With Node's plain client, because it costs less than what is measured; any status but the expected one throws.
 */
export async function timeCalls(
  calls: Iterable<HttpCall>,
  connections: number,
  status: number,
  restMs = 0,
): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const left = calls[Symbol.iterator]()
  const latenciesMs: number[] = []
  const connection = async (_: unknown, index: number) => {
    // Not all at the same moment.
    if (restMs > 0) await wait((index / connections) * restMs)
    for (let next = left.next(); !next.done; next = left.next()) {
      const startedMs = performance.now()
      const answer = await send(agent, next.value)
      latenciesMs.push(performance.now() - startedMs)
      if (answer.status !== status)
        throw new Error(`${next.value.url} was answered ${answer.status}: ${answer.text.slice(0, 300)}`)
      if (restMs > 0) await wait(restMs)
    }
  }
  try {
    await Promise.all(Array.from({ length: connections }).map(connection))
  } finally {
    agent.destroy()
  }
  return latenciesMs
}

function send(agent: Agent, { method, url, headers, body }: HttpCall) {
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const outgoing = request(url, { method, agent, headers }, (incoming) => {
      text(incoming).then((body) => resolve({ status: incoming.statusCode ?? 0, text: body }), reject)
    })
    outgoing.once('error', reject)
    outgoing.end(body)
  })
}

export function* repeated<T>(value: T, times: number): Generator<T> {
  for (let time = 0; time < times; time++) yield value
}
