import type { IncomingMessage, ServerResponse } from 'node:http'

/**
 * What a request asks for. Undefined when it has been refused: a page from elsewhere could otherwise reach this
 * machine, by giving its own name our address (DNS rebinding) or by sending what a form or script can send anywhere.
 */
export function loopbackUrl(request: IncomingMessage, response: ServerResponse): URL | undefined {
  const { host, origin } = request.headers
  const port = request.socket.localPort
  if (!names.some((name) => `${name}:${port}` === host?.toLowerCase()))
    return refuse(
      response,
      403,
      `This answers on its own machine only, at http://127.0.0.1:${port} or http://localhost:${port}; the request was for "${host}".`,
    )
  if (origin !== undefined && !isLoopbackOrigin(origin))
    return refuse(
      response,
      403,
      `A page of "${origin}" may not ask anything here: it is not of this machine.`,
    )
  if (!request.url?.startsWith('/')) return refuse(response, 400, 'Expected a path that starts with /.')
  return new URL(`http://127.0.0.1${request.url}`)
}

/** Of a page on any port of this machine. */
export function isLoopbackOrigin(origin: string): boolean {
  return URL.canParse(origin) && isLoopback(new URL(origin))
}

export function isLoopback({ protocol, hostname }: URL): boolean {
  return /^https?:$/.test(protocol) && names.includes(hostname)
}

const names = ['127.0.0.1', 'localhost', '[::1]']

function refuse(response: ServerResponse, status: number, why: string): undefined {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'x-content-type-options': 'nosniff',
  })
  response.end(`${why}\n`)
}
