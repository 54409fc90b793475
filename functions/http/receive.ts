import type { HttpRequest, HttpResponseInit } from '@azure/functions'
import { findCardNumber } from '#core/kernel/card-number.ts'
import { isRefusal, type Refusal, refuse } from '#core/kernel/refusals.ts'
import { OutcomeUnknown, Unavailable } from '#core/ports/failures.ts'
import { parseTraceparent, type Tell } from '#core/ports/telemetry.ts'
import type { Services } from '../jobs/job.ts'
import type { Incoming } from './context.ts'
import { languageOf } from './language.ts'
import { respond } from './problem.ts'
import type { Reply } from './reply.ts'
import { isSurface, surfaceError } from './surface-error.ts'

/** A request as the host brings it. */
export interface Arrived extends Pick<Incoming, 'name' | 'method' | 'waitMs'> {
  /** The route's, from the table; absent where no route has the address. */
  readonly path?: string
  /** The host's own part of the trace; absent where it has none. */
  readonly cause?: string | undefined
}

/** Takes a request in, asks the route, and sends what it replies with the headers that every answer carries. */
export function receive(
  services: Services,
  request: HttpRequest,
  arrived: Arrived,
  answer: (incoming: Incoming) => Promise<Reply>,
): Promise<HttpResponseInit> {
  const { name, method, path, cause } = arrived
  const beginning = {
    name,
    work: 'request',
    cause: parseTraceparent(cause) ? cause : (request.headers.get('traceparent') ?? undefined),
    facts: { method, ...(path === undefined ? {} : { route: path }) },
    // Asked every few seconds, for ever; or dozens of files for one look at a page.
    unrecorded: /^(?:health|portal)-/.test(name),
  } as const
  return services.telemetry.begin(beginning, (tell) => take(services, request, arrived, answer, tell))
}

async function take(
  services: Services,
  request: HttpRequest,
  { name, method, waitMs }: Arrived,
  answer: (incoming: Incoming) => Promise<Reply>,
  tell: Tell,
): Promise<HttpResponseInit> {
  const language = languageOf(request.headers.get('accept-language') ?? '')
  const traceparent = services.telemetry.traceparent() ?? traceparentOf(services, request)
  const requestId = services.ids.next()
  const echo = echoed(request)
  const clientRequestId = echo['client-request-id'] ?? requestId
  let onSurface = false
  let reply: Reply
  try {
    const url = new URL(request.url)
    onSurface = isSurface(url.pathname)
    reply = await answer({ services, request, url, name, method, language, traceparent, waitMs })
  } catch (error) {
    reply = failure(services, name, error, requestId)
  }
  const response =
    onSurface && isRefusal(reply)
      ? surfaceError(reply, language, { requestId, clientRequestId, at: services.clock.now() })
      : respond(reply, language, services)
  tell({ status: response.status ?? 200, ...(isRefusal(reply) ? { refusal: reply.refused } : {}) })
  if (isRefusal(reply)) services.telemetry.count('seatwarden.refusals', 1, { code: reply.refused })
  return {
    ...response,
    headers: {
      'x-ms-request-id': requestId,
      traceparent,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...echo,
      ...(onSurface ? { 'request-id': requestId, 'client-request-id': clientRequestId } : {}),
      ...response.headers,
    },
  }
}

/** The caller's own ids come back, unless a card number hides in one: that is echoed nowhere. */
function echoed(request: HttpRequest): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const name of ['x-ms-client-request-id', 'x-ms-correlation-id', 'client-request-id']) {
    const value = request.headers.get(name)
    if (value !== null && /^[\x20-\x7e]{1,128}$/.test(value) && !findCardNumber(value)) headers[name] = value
  }
  return headers
}

function failure(services: Services, name: string, error: unknown, requestId: string): Refusal {
  if (error instanceof Unavailable) {
    services.log('warning', `${name}: ${error.message}`, { requestId })
    return refuse('ServiceUnavailable', {
      retryAfterMs: error.retryAfterMs,
      outcome: error instanceof OutcomeUnknown ? 'unknown' : 'notDone',
    })
  }
  services.log(
    'error',
    `${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    { requestId },
  )
  return refuse('InternalError')
}

function traceparentOf(services: Services, request: HttpRequest): string {
  const given = request.headers.get('traceparent') ?? undefined
  if (given !== undefined && parseTraceparent(given)) return given
  const random = () => services.ids.next().replaceAll('-', '')
  return `00-${random()}-${random().slice(0, 16)}-01`
}
