import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { loopbackUrl } from '../loopback.ts'
import { openCodeFlow } from './code-flow.ts'
import { closeServer, listenOnLoopback, Refused, sendJson, sendRefusal } from './loopback-http.ts'
import { openMint } from './minting.ts'
import { openPersonas, type Persona } from './personas.ts'
import { entraRoutes, ownRoutes, type Routes } from './routes.ts'
import { openSessions } from './sessions.ts'
import { openSigningKeys } from './signing-keys.ts'

export type SignInOptions = {
  /** 0 picks a free one. */
  readonly port: number
  /** The signing keys live here. */
  readonly stateFolder: string
  /** The `aud` of every access token. */
  readonly audience: string
  /** Who can sign in: a list, or a JSON file that may change at any time. */
  readonly personas: readonly Persona[] | string
}

export type SignInReady = {
  readonly port: number
  /** `{tid}` stands for a tenant id: the template that a verifier compares `iss` with. */
  readonly issuer: string
}

/** An Entra-like issuer for one machine: real signatures, no passwords. */
export async function startSignIn(
  options: SignInOptions,
): Promise<{ readonly ready: SignInReady; close(): Promise<void> }> {
  const personas = openPersonas(options.personas)
  const keys = await openSigningKeys(options.stateFolder)
  let routes: Routes = {}
  const server = createServer((request, response) => {
    answer(routes, request, response).catch((error) => {
      if (error instanceof Refused) return sendRefusal(response, error)
      console.error(error)
      sendJson(response, 500, { error: 'server_error', error_description: String(error) })
    })
  })
  const port = await listenOnLoopback(server, options.port)
  const origin = `http://127.0.0.1:${port}`
  const mint = openMint({ origin, audience: options.audience, personas, keys })
  const parts = {
    origin,
    personas,
    keys,
    mint,
    flow: openCodeFlow(personas, mint),
    sessions: openSessions(port),
  }
  routes = { ...ownRoutes(parts), ...entraRoutes(parts) }
  return { ready: { port, issuer: `${origin}/{tid}/v2.0` }, close: () => closeServer(server) }
}

const tenantSegment = /^\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|common|organizations)(?=\/)/

async function answer(routes: Routes, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = loopbackUrl(request, response)
  if (!url) return
  allowPages(request, response)
  if (request.method === 'OPTIONS') {
    response.writeHead(204).end()
    return
  }
  const tenant = tenantSegment.exec(url.pathname)?.[1] ?? ''
  const name = `${request.method} ${url.pathname.replace(tenantSegment, '/{tenant}')}`
  const handler = Object.hasOwn(routes, name) ? routes[name] : undefined
  if (!handler) throw new Refused(501, 'not_supported', `${name} is not done by the local sign-in.`)
  await handler({ request, response, url, tenant })
}

/** A portal on another port of this machine may ask for tokens. */
function allowPages(request: IncomingMessage, response: ServerResponse): void {
  const { origin } = request.headers
  if (!origin) return
  response.setHeader('access-control-allow-origin', origin)
  response.setHeader('access-control-allow-headers', 'content-type')
  response.setHeader('access-control-allow-methods', 'GET, POST')
  response.setHeader('vary', 'origin')
}
