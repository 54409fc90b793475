import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { loopbackUrl } from '../loopback.ts'
import { json, type Reply } from '../serve-loopback.ts'
import { type Answer, refusal } from './answers.ts'
import { cardAnswer, cardUpdateAnswer } from './card-answers.ts'
import { cardFields } from './card-fields.ts'
import { type ChargeStore, openChargeStore } from './charge-store.ts'
import { chargeAnswer, voidAnswer } from './charging.ts'
import { refundAnswer } from './refunding.ts'

export type PaymentGatewayOptions = {
  /** 0 picks a free one. */
  readonly port: number
  /** The charges and refunds live here. */
  readonly stateFolder: string
}

/** A card gateway that knows four tokens and no card: a charge or a refund is kept on disk before it is told of. */
export async function startPaymentGateway({
  port,
  stateFolder,
}: PaymentGatewayOptions): Promise<{ readonly ready: { readonly port: number }; close(): Promise<void> }> {
  const store = openChargeStore(stateFolder)
  const server = createServer((request, response) => {
    const url = loopbackUrl(request, response)
    if (!url) return
    if (request.method === 'GET' && url.pathname === '/card-fields')
      return send(response, cardFields(url.searchParams))
    answer(store, request, url)
      .catch((error) => {
        console.error(error)
        return refusal(500, 'server_error', String(error))
      })
      .then((said) => {
        if (said === 'lost') {
          response.destroy()
          return
        }
        send(response, json(said.status, said.body))
      })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(
        cause.code === 'EADDRINUSE' ? new Error(`Payment gateway: port ${port} is taken.`, { cause }) : cause,
      ),
    )
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    ready: { port: (server.address() as AddressInfo).port },
    async close() {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
      store.close()
    },
  }
}

function send(response: ServerResponse, { status, headers, body }: Reply): void {
  response.writeHead(status, { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', ...headers })
  response.end(body)
}

async function answer(store: ChargeStore, request: IncomingMessage, url: URL): Promise<Answer> {
  const name = `${request.method} ${url.pathname}`
  const token = /^POST \/tokens\/([^/]+)\/card$/.exec(name)?.[1]
  if (token !== undefined) return cardAnswer(token)
  const updated = /^PATCH \/tokens\/([^/]+)$/.exec(name)?.[1]
  if (updated !== undefined) return cardUpdateAnswer(updated, await readJson(request))
  const header = request.headers['idempotency-key']
  const key = typeof header === 'string' ? header : undefined
  switch (name) {
    case 'POST /charges':
      return chargeAnswer(store, key, await readJson(request))
    case 'POST /charges/void':
      return voidAnswer(store, key)
    case 'POST /refunds':
      return refundAnswer(store, key, await readJson(request))
    case 'GET /charges':
      return { status: 200, body: { value: listed(store, url.searchParams.get('idempotencyKey')) } }
    default:
      return refusal(501, 'not_supported', `${request.method} on this path is not done by the local gateway.`)
  }
}

function listed(store: ChargeStore, key: string | null) {
  if (key === null) return store.all()
  const charge = store.byKey(key)
  return charge ? [charge] : []
}

const bodyBytesMax = 16 * 1024

/** The body, or `undefined` when it is no JSON or too long. */
async function readJson(request: IncomingMessage): Promise<unknown> {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk
    if (text.length > bodyBytesMax) return undefined
  }
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
