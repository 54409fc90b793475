import type { HttpRequest, HttpResponseInit } from '@azure/functions'
import { findCardNumber } from '#core/kernel/card-number.ts'
import { type Refusal, refuse } from '#core/kernel/refusals.ts'
import { OutcomeUnknown, Unavailable } from '#core/ports/failures.ts'
import type { Services } from '../jobs/job.ts'
import type { Incoming } from './context.ts'
import { languageOf } from './language.ts'
import { respond } from './problem.ts'
import type { Reply } from './reply.ts'

/** Takes a request in, asks the route, and sends what it replies with the headers that every answer carries. */
export async function receive(
  services: Services,
  request: HttpRequest,
  { name, method, waitMs }: Pick<Incoming, 'name' | 'method' | 'waitMs'>,
  answer: (incoming: Incoming) => Promise<Reply>,
): Promise<HttpResponseInit> {
  const language = languageOf(request.headers.get('accept-language') ?? '')
  const traceparent = traceparentOf(services, request)
  const requestId = services.ids.next()
  let reply: Reply
  try {
    const url = new URL(request.url)
    reply = await answer({ services, request, url, name, method, language, traceparent, waitMs })
  } catch (error) {
    reply = failure(services, name, error, requestId)
  }
  const response = respond(reply, language, services)
  return {
    ...response,
    headers: {
      'x-ms-request-id': requestId,
      traceparent,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...echoed(request),
      ...response.headers,
    },
  }
}

/** The caller's own ids come back, unless a card number hides in one: that is echoed nowhere. */
function echoed(request: HttpRequest): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const name of ['x-ms-client-request-id', 'x-ms-correlation-id']) {
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
  const given = request.headers.get('traceparent')
  if (given && /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/.test(given)) return given
  const random = () => services.ids.next().replaceAll('-', '')
  return `00-${random()}-${random().slice(0, 16)}-01`
}
