import * as z from 'zod'
import { isRefusal } from '#core/kernel/refusals.ts'
import type { Context } from '../http/context.ts'
import { type ListReply, onePage, type ReadRows } from '../http/paging.ts'

/** What a Graph list takes of OData; every other parameter is refused, not ignored. */
export const graphPaging = {
  $top: z.coerce.number().int().min(1).max(999).optional().describe('Rows a page; 100 when absent'),
  $skiptoken: z.string().max(4000).optional().describe('Opaque; taken from `@odata.nextLink`'),
}

export function graphListOf(item: z.ZodType) {
  return z.object({
    '@odata.context': z.string().describe('What it is a list of'),
    value: z.array(item).describe('The rows of this page'),
    '@odata.nextLink': z.url().optional().describe('The next page; absent on the last one'),
  })
}

type ListContext = Context<
  unknown,
  { readonly $top?: number | undefined; readonly $skiptoken?: string | undefined }
>

/** One page of a Graph list; the link to the next one repeats the caller's own query. */
export async function graphPage(context: ListContext, of: string, read: ReadRows): Promise<ListReply> {
  const { services, query, path } = context
  const page = await onePage({ size: query.$top, parameter: '$skiptoken', given: query.$skiptoken }, read)
  if (isRefusal(page)) return page
  const next = new URL(path, services.settings.publicBaseUrl)
  if (page.continuation !== undefined) next.searchParams.set('$skiptoken', page.continuation)
  return {
    status: 200,
    body: {
      '@odata.context': graphContext(context, of),
      value: page.rows,
      ...(page.continuation === undefined
        ? {}
        : { '@odata.nextLink': `${services.settings.publicBaseUrl}${next.pathname}${next.search}` }),
    },
  }
}

export function graphContext({ services }: Pick<Context, 'services'>, of: string): string {
  return `${services.settings.publicBaseUrl}/v1.0/$metadata#${of}`
}
