import {
  AuthenticationHandler,
  Client,
  type Context,
  HTTPMessageHandler,
  type Middleware,
  RetryHandler,
  TelemetryHandler,
} from '@microsoft/microsoft-graph-client'

/**
 * Microsoft's own client with its own middleware, pointed at another host as its documentation says. It speaks https
 * alone, so what ends TLS in production is played here, on the way out and in the links on the way back.
 */
export function graphClient(api: string, token: string): Client {
  const { host, hostname } = new URL(api)
  const handlers: Middleware[] = [
    new AuthenticationHandler({ getAccessToken: async () => token }),
    new RetryHandler(),
    new TelemetryHandler(),
    endOfTls(host),
    new HTTPMessageHandler(),
  ]
  for (const [at, handler] of handlers.entries()) {
    const next = handlers[at + 1]
    if (next) handler.setNext?.(next)
  }
  const [middleware] = handlers
  return Client.initWithMiddleware({
    baseUrl: `https://${host}/`,
    customHosts: new Set([hostname]),
    ...(middleware ? { middleware } : {}),
  })
}

function endOfTls(host: string): Middleware {
  let next: Middleware | undefined
  return {
    setNext(after) {
      next = after
    },
    async execute(context: Context) {
      const { request } = context
      if (typeof request !== 'string') throw new Error('Expected an address.')
      context.request = request.replace(`https://${host}`, `http://${host}`)
      await next?.execute(context)
      context.request = request
      const { response } = context
      if (!response || response.status === 204) return
      const text = (await response.text()).replaceAll(`http://${host}`, `https://${host}`)
      context.response = new Response(text, { status: response.status, headers: response.headers })
    },
  }
}
