import type { Document } from '#core/documents.ts'
import type { TenantId } from '#core/ids.ts'
import type { Json, Query, Stored } from '#core/ports.ts'
import { type Refusal, refuse } from '#core/refusals.ts'
import { apiVersion } from './api-version.ts'
import type { Answer, Call } from './door.ts'

const sizeDefault = 100

/** Answers one page of a list; `nextLink` repeats the caller's own query with the place to go on from. */
export async function listAnswer<D extends Document>(
  call: Call<unknown, { maxpagesize?: number | undefined; continuation?: string | undefined }>,
  tenantId: TenantId,
  query: Query,
  view: (document: Stored<D>) => Json | Promise<Json>,
): Promise<Answer> {
  const { maxpagesize, continuation } = call.query
  const page = await call.world.documents.page<D>(tenantId, query, {
    size: maxpagesize ?? sizeDefault,
    ...(continuation === undefined ? {} : { continuation: decode(continuation) }),
  })
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
  const from = continuation === undefined ? 0 : Number(decode(continuation))
  if (!Number.isSafeInteger(from) || from < 0) {
    return refuse('InvalidRequest', 'Expected a continuation that a nextLink gave.', {
      target: 'continuation',
    })
  }
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

function decode(continuation: string): string {
  return Buffer.from(continuation, 'base64url').toString()
}
