import type { HttpResponseInit } from '@azure/functions'
import type { Language } from '#core/kernel/language.ts'
import type { Refusal, RefusalCode } from '#core/kernel/refusals.ts'
import type { Instant } from '#core/kernel/time.ts'
import { sentenceOf, sentenceOfProblem } from './messages/words.ts'
import { headersOf } from './problem.ts'
import { refusalStatus } from './status.ts'

/**
 * Addresses that existing tools call: Microsoft's paths and shapes, its errors included, whether there is such a route
 * or not. https://learn.microsoft.com/graph/errors
 */
export function isSurface(pathname: string): boolean {
  return /^\/(v1\.0|v1|fd)(\/|$)/i.test(pathname)
}

/** Those tools know no conflicts, preconditions or declined payments: what stands in the way is a bad request. */
export function surfaceStatus(code: RefusalCode): number {
  const status: number = refusalStatus[code]
  return [402, 409, 412, 422, 428].includes(status) ? 400 : status
}

/** As Graph calls it; our own code is in `innerError`. */
export function surfaceCode(status: number): string {
  return surfaceCodes.get(status) ?? 'Request_BadRequest'
}

const surfaceCodes: ReadonlyMap<number, string> = new Map([
  [401, 'InvalidAuthenticationToken'],
  [403, 'Authorization_RequestDenied'],
  [404, 'Request_ResourceNotFound'],
  [429, 'TooManyRequests'],
  [500, 'Service_InternalServerError'],
  [503, 'Service_Unavailable'],
])

export interface SurfaceRequest {
  readonly requestId: string
  /** The caller's own, or again ours. */
  readonly clientRequestId: string
  readonly at: Instant
}

export function surfaceError(
  refusal: Refusal,
  language: Language,
  { requestId, clientRequestId, at }: SurfaceRequest,
): HttpResponseInit {
  const status = surfaceStatus(refusal.refused)
  const code = surfaceCode(status)
  return {
    status,
    headers: { 'content-language': language, 'x-ms-error-code': code, ...headersOf(refusal) },
    jsonBody: {
      error: {
        code,
        message: messageOf(refusal, status, language),
        innerError: {
          code: refusal.refused,
          // As Graph writes it: UTC without a zone.
          date: at.slice(0, 19),
          'request-id': requestId,
          'client-request-id': clientRequestId,
        },
      },
    },
  }
}

/** Graph has no list of faults, so all of them are told here; and a tool looks for 403 in what people read. */
function messageOf(refusal: Refusal, status: number, language: Language): string {
  const sentence = sentenceOf(refusal, language)
  const problems = refusal.refused === 'InvalidRequest' ? refusal.facts.problems : []
  const told = problems.map((problem) =>
    [problem.target, sentenceOfProblem(problem, language)].filter((part) => part !== '').join(': '),
  )
  return [...(status === 403 ? ['403 Forbidden:'] : []), sentence, ...told].join(' ')
}
