import type { TenantId } from '#core/kernel/ids.ts'
import type { Json } from '#core/kernel/json.ts'
import { isRefusal, type RefusalOf, refuse } from '#core/kernel/refusals.ts'
import type { DocumentBase, From, Query, Stored } from '#core/ports/documents.ts'
import { UnknownContinuation } from '#core/ports/failures.ts'
import type { Context } from './context.ts'
import { linkTo } from './links.ts'
import type { Answer } from './reply.ts'

/** A list request: how many rows, and from where on. */
export type ListContext = Context<
  unknown,
  { readonly maxpagesize?: number | undefined; readonly continuation?: string | undefined }
>

export type ListReply = Answer | RefusalOf<'InvalidRequest'>

/** One page of rows, and the place to go on from while there are more. */
export interface Rows<Row = Json> {
  readonly rows: readonly Row[]
  readonly continuation?: string | undefined
}

export type ReadRows<Row = Json> = (page: From) => Promise<Rows<Row>>

const sizeDefault = 100

/**
 * Answers one page of a list. The place to go on from is opaque text of whoever reads the rows; one that is none makes
 * them throw `UnknownContinuation`. `nextLink` repeats the caller's own query with it.
 */
export async function pageAnswer(context: ListContext, read: ReadRows): Promise<ListReply> {
  const page = await readPage(context, sizeDefault, read)
  if (isRefusal(page)) return page
  const { rows, nextLink } = page
  return { status: 200, body: { value: rows, ...(nextLink === undefined ? {} : { nextLink }) } }
}

/** One page of what is answered as something else than a list, and the address of the next one while there is more. */
export async function readPage<Row>(
  context: ListContext,
  rowsDefault: number,
  read: ReadRows<Row>,
): Promise<{ readonly rows: readonly Row[]; readonly nextLink?: string } | RefusalOf<'InvalidRequest'>> {
  const { maxpagesize: size = rowsDefault, continuation: given } = context.query
  const page = await onePage({ size, parameter: 'continuation', given }, read)
  if (isRefusal(page)) return page
  const { rows, continuation } = page
  return { rows, ...(continuation === undefined ? {} : { nextLink: nextPage(context, continuation) }) }
}

/** One page, from the place that a parameter of that name gives; `continuation` is the next one, for a link. */
export async function onePage<Row>(
  {
    size = sizeDefault,
    parameter,
    given,
  }: {
    readonly size?: number | undefined
    readonly parameter: string
    readonly given?: string | undefined
  },
  read: ReadRows<Row>,
): Promise<Rows<Row> | RefusalOf<'InvalidRequest'>> {
  const continuation = given === undefined ? undefined : decode(given)
  if (given !== undefined && continuation === undefined) return unknownContinuation(parameter)
  try {
    const page = await read({ size, ...(continuation === undefined ? {} : { continuation }) })
    return {
      rows: page.rows,
      ...(page.continuation === undefined ? {} : { continuation: encode(page.continuation) }),
    }
  } catch (error) {
    if (error instanceof UnknownContinuation) return unknownContinuation(parameter)
    throw error
  }
}

/** The same for the documents that a query finds. */
export function listAnswer<D extends DocumentBase>(
  context: ListContext,
  tenantId: TenantId,
  query: Query,
  view: (document: Stored<D>) => Json | Promise<Json>,
): Promise<ListReply> {
  return pageAnswer(context, async (from) => {
    const { items, continuation } = await context.services.documents.page<D>(tenantId, query, from)
    return { rows: await Promise.all(items.map(view)), continuation }
  })
}

/** The same for rows that are data of ours: all of them fit on a page unless the caller wants smaller ones. */
export function rowsAnswer(context: ListContext, rows: readonly Json[]): Promise<ListReply> {
  return pageAnswer(context, (from) => sliceOf(rows, from, context.query.maxpagesize))
}

/** A page of rows that are all at hand; all of them where no size is given. */
export async function sliceOf(
  rows: readonly Json[],
  { continuation = '0' }: { readonly continuation?: string },
  size = rows.length,
): Promise<Rows> {
  if (!/^\d{1,9}$/.test(continuation)) throw new UnknownContinuation()
  const from = Number(continuation)
  const next = from + size
  return { rows: rows.slice(from, next), continuation: next < rows.length ? String(next) : undefined }
}

/** More fields beside the rows of a list. */
export function withFields(reply: ListReply, fields: { readonly [name: string]: Json }): ListReply {
  return isRefusal(reply) ? reply : { ...reply, body: { ...(reply.body as object), ...fields } }
}

function nextPage({ services, path }: ListContext, continuation: string): string {
  const url = new URL(path, 'http://origin')
  const query = Object.fromEntries(url.searchParams)
  return linkTo(services, url.pathname, { ...query, continuation })
}

function encode(continuation: string): string {
  return Buffer.from(continuation).toString('base64url')
}

/** Undefined for what no nextLink of ours has in it. The store takes it as a header, so it must be plain text. */
function decode(continuation: string): string | undefined {
  const text = Buffer.from(continuation, 'base64url').toString()
  return encode(text) === continuation && /^[\x20-\x7e]+$/.test(text) ? text : undefined
}

function unknownContinuation(target: string) {
  return refuse('InvalidRequest', { problems: [{ target, is: 'unknownContinuation' }] }, { target })
}
