import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'

/** An address of this machine where nobody is. */
export const nobodyThere = 'http://127.0.0.1:9/events'

/** An event as it came, and whether it was signed with the secret that was known then. */
export interface Came {
  readonly type: string
  readonly id: string
  readonly subscriptionId: string | null
  readonly facts: Readonly<Record<string, unknown>>
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly atMs: number
}

export interface Receiver {
  readonly url: string
  /** Every event that came, repeats included. */
  readonly came: readonly Came[]
  /** What it answers: a status, or 'hang' for never. */
  answer: (came: Came) => number | 'hang' | Promise<number>
  /** Whether it says that it wants events. */
  wants: boolean
  readonly origins: readonly string[]
  close(): Promise<void>
}

/** A receiver on this machine, as a customer would write one. */
export async function aReceiver(answer: Receiver['answer'] = () => 204): Promise<Receiver> {
  const came: Came[] = []
  const origins: string[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    if (request.method === 'OPTIONS') {
      const origin = String(request.headers['webhook-request-origin'])
      origins.push(origin)
      const allowed = receiver.wants ? { 'webhook-allowed-origin': origin, 'webhook-allowed-rate': '*' } : {}
      response.writeHead(200, allowed).end()
      return
    }
    const body = Buffer.concat(chunks).toString()
    const { id, type, data } = JSON.parse(body)
    const { subscriptionId, facts } = data
    const one = { id, type, subscriptionId, facts, headers: request.headers, body, atMs: Date.now() }
    came.push(one)
    const status = await receiver.answer(one)
    if (status !== 'hang') response.writeHead(status).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const receiver: Receiver = {
    url: `http://127.0.0.1:${port}/events`,
    came,
    answer,
    wants: true,
    origins,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return receiver
}

/** Whether the specification's own library finds it signed with that secret, and says so by throwing where it is not. */
export function verify(secret: string, { body, headers }: Came): void {
  new Webhook(secret).verify(body, headers as Record<string, string>)
}
