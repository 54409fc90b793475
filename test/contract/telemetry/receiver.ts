import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Taken {
  readonly path: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
}

export interface Receiver {
  readonly url: string
  readonly taken: readonly Taken[]
  close(): Promise<void>
}

/** Somebody who takes telemetry: with that status, or never answers at all. */
export async function aReceiver(answers: number | 'never' = 200): Promise<Receiver> {
  const taken: Taken[] = []
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request.setEncoding('utf8')) text += chunk
    taken.push({ path: request.url ?? '', headers: request.headers, text })
    if (answers === 'never') return
    response.writeHead(answers, { 'content-type': 'application/json' }).end('{}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    taken,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
