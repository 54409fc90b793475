import type { HttpRequest, HttpResponseInit } from '@azure/functions'
import type { Language } from '#core/kernel/language.ts'
import { isRefusal, type Refusal } from '#core/kernel/refusals.ts'
import type { Reply } from './door.ts'
import { helpLink, text } from './http/messages.ts'
import { refusalStatus } from './refusal-status.ts'

/** Makes the HTTP response: headers that every answer carries, the body, or the error envelope. */
export function respond(
  requestId: string,
  request: HttpRequest,
  reply: Reply,
  language: Language,
  traceparent: string,
): HttpResponseInit {
  const headers: Record<string, string> = {
    'x-ms-request-id': requestId,
    traceparent,
    'content-language': language,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  }
  for (const echoed of ['x-ms-client-request-id', 'x-ms-correlation-id']) {
    const value = request.headers.get(echoed)
    if (value !== null && /^[\x20-\x7e]{1,128}$/.test(value)) headers[echoed] = value
  }
  if (isRefusal(reply)) return refused(reply, language, headers)
  if (reply.etag !== undefined) headers['etag'] = quoted(reply.etag)
  Object.assign(headers, reply.headers)
  if (reply.raw) {
    headers['content-type'] = reply.raw.contentType
    return { status: reply.status, headers, body: reply.raw.content }
  }
  return { status: reply.status, headers, ...(reply.body === undefined ? {} : { jsonBody: reply.body }) }
}

function refused(refusal: Refusal, language: Language, headers: Record<string, string>): HttpResponseInit {
  const { refused: code, message, target, facts, reasons = [] } = refusal
  headers['x-ms-error-code'] = code
  if (code === 'Unauthorized') headers['www-authenticate'] = 'Bearer error="invalid_token"'
  const retryAfterMs = facts?.['retryAfterMs']
  if (typeof retryAfterMs === 'number')
    headers['retry-after'] = String(Math.max(1, Math.ceil(retryAfterMs / 1_000)))
  const help = helpLink(code)
  return {
    status: refusalStatus[code],
    headers,
    jsonBody: {
      error: {
        code,
        message: text(code, language) ?? message,
        ...(target === undefined ? {} : { target }),
        ...(reasons.length === 0
          ? {}
          : { details: reasons.map((reason) => ({ code: reason, message: text(reason, language) ?? '' })) }),
        ...(facts === undefined ? {} : { innererror: { code, ...facts } }),
        ...(help === undefined ? {} : { help }),
      },
    },
  }
}

/** Cosmos writes etags with their quotes; ours are quoted once. */
export function quoted(etag: string): string {
  return etag.startsWith('"') ? etag : `"${etag}"`
}
