import type { HttpResponseInit } from '@azure/functions'
import type { Json } from '#core/kernel/json.ts'
import type { Language } from '#core/kernel/language.ts'
import { isRefusal, type Refusal } from '#core/kernel/refusals.ts'
import type { Ports } from '#core/ports/ports.ts'
import { helpLink } from './help.ts'
import { sentenceOf, sentenceOfProblem } from './messages/words.ts'
import type { Reply } from './reply.ts'
import { refusalStatus } from './status.ts'

/** Makes the HTTP response: the body with the headers that go with it, or the error envelope. */
export function respond(reply: Reply, language: Language, ports: Pick<Ports, 'settings'>): HttpResponseInit {
  if (isRefusal(reply)) return refused(reply, language, helpLink(reply.refused, ports))
  const headers = {
    'content-language': language,
    ...(reply.etag === undefined ? {} : { etag: quoted(reply.etag) }),
    ...reply.headers,
  }
  if (reply.raw) {
    const { contentType, content } = reply.raw
    return { status: reply.status, headers: { ...headers, 'content-type': contentType }, body: content }
  }
  return { status: reply.status, headers, ...(reply.body === undefined ? {} : { jsonBody: reply.body }) }
}

function refused(refusal: Refusal, language: Language, help: string): HttpResponseInit {
  const { refused: code, target } = refusal
  const details = detailsOf(refusal, language)
  const facts = factsOf(refusal)
  return {
    status: refusalStatus[code],
    headers: { 'content-language': language, 'x-ms-error-code': code, ...headersOf(refusal) },
    jsonBody: {
      error: {
        code,
        message: sentenceOf(refusal, language),
        ...(target ? { target } : {}),
        ...(details.length === 0 ? {} : { details }),
        ...(Object.keys(facts).length === 0 ? {} : { innererror: { code, ...facts } }),
        // Where the organisation itself says where to go on, it knows best.
        help: refusal.refused === 'OwnRequestProcess' ? (refusal.facts.link ?? help) : help,
      },
    },
  }
}

export function headersOf(refusal: Refusal): Record<string, string> {
  switch (refusal.refused) {
    case 'Unauthorized':
      return { 'www-authenticate': 'Bearer error="invalid_token"' }
    case 'MethodNotAllowed':
      return { allow: refusal.facts.allowed }
    case 'TooManyRequests':
    case 'ServiceUnavailable':
    case 'WorkStandsStill':
    case 'PaymentOutcomeUnknown':
      return { 'retry-after': String(Math.max(1, Math.ceil(refusal.facts.retryAfterMs / 1_000))) }
    default:
      return {}
  }
}

/** Every reason, or everything that is wrong with the request. */
function detailsOf(refusal: Refusal, language: Language) {
  if (refusal.refused === 'InvalidRequest') {
    return refusal.facts.problems.map((problem) => ({
      code: 'InvalidValue',
      ...(problem.target ? { target: problem.target } : {}),
      message: sentenceOfProblem(problem, language),
    }))
  }
  return (refusal.reasons ?? []).map((code) => ({
    code,
    message: sentenceOf({ refused: code, facts: {} }, language),
  }))
}

function factsOf(refusal: Refusal): { readonly [name: string]: Json } {
  return refusal.refused === 'InvalidRequest' ? {} : { ...refusal.facts }
}

/** Cosmos writes etags with their quotes; ours are quoted once. */
export function quoted(etag: string): string {
  return etag.startsWith('"') ? etag : `"${etag}"`
}
