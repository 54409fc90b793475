import type { Document } from '#core/documents.ts'
import type { TenantId } from '#core/kernel/ids.ts'
import type { Json } from '#core/kernel/json.ts'
import { type Refusal, refuse } from '#core/kernel/refusals.ts'
import type { Page, Query, Stored } from '#core/ports/documents.ts'
import { UnknownContinuation } from '#core/ports/failures.ts'
import { apiVersion } from './api-version.ts'
import type { Answer, Call } from './door.ts'

const sizeDefault = 100

/** Answers one page of a list; `nextLink` repeats the caller's own query with the place to go on from. */
export async function listAnswer<D extends Document>(
  call: Call<unknown, { maxpagesize?: number | undefined; continuation?: string | undefined }>,
  tenantId: TenantId,
  query: Query,
  view: (document: Stored<D>) => Json | Promise<Json>,
): Promise<Answer | Refusal<'InvalidRequest'>> {
  const { maxpagesize = sizeDefault, continuation: given } = call.query
  const continuation = given === undefined ? undefined : decode(given)
  if (given !== undefined && continuation === undefined) return unknownContinuation()
  let page: Page<D>
  try {
    const from = continuation === undefined ? {} : { continuation }
    page = await call.world.documents.page<D>(tenantId, query, { size: maxpagesize, ...from })
  } catch (error) {
    if (error instanceof UnknownContinuation) return unknownContinuation()
    throw error
  }
  const value = await Promise.all(page.items.map(view))
  const nextLink = page.continuation === undefined ? {} : { nextLink: linkTo(call, page.continuation) }
  return { status: 200, body: { value, ...nextLink } }
}

/** The same for rows that are data of ours: all of them fit on a page unless the caller wants smaller ones. */
export function rowsAnswer(
  call: Call<unknown, { maxpagesize?: number | undefined; continuation?: string | undefined }>,
  rows: readonly Json[],
): Answer | Refusal<'InvalidRequest'> {
  const { maxpagesize, continuation } = call.query
  const place = continuation === undefined ? '0' : decode(continuation)
  if (place === undefined || !/^\d{1,9}$/.test(place)) return unknownContinuation()
  const from = Number(place)
  const next = from + (maxpagesize ?? rows.length)
  const nextLink = next < rows.length ? { nextLink: linkTo(call, String(next)) } : {}
  return { status: 200, body: { value: rows.slice(from, next), ...nextLink } }
}

function linkTo(call: Call, continuation: string): string {
  const url = new URL(call.path, 'http://origin')
  url.searchParams.set('api-version', apiVersion)
  url.searchParams.set('continuation', Buffer.from(continuation).toString('base64url'))
  return call.world.settings.publicBaseUrl + url.pathname + url.search
}

/** Undefined for what no nextLink of ours has in it. The store takes it as a header, so it must be plain text. */
function decode(continuation: string): string | undefined {
  const text = Buffer.from(continuation, 'base64url').toString()
  const isOurs = Buffer.from(text).toString('base64url') === continuation
  return isOurs && /^[\x20-\x7e]+$/.test(text) ? text : undefined
}

function unknownContinuation(): Refusal<'InvalidRequest'> {
  return refuse('InvalidRequest', 'Expected a continuation that a nextLink gave.', { target: 'continuation' })
}
