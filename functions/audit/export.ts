import * as z from 'zod'
import { csvRow } from '#core/kernel/csv.ts'
import { isRefusal } from '#core/kernel/refusals.ts'
import { adminReaders } from '../http/caller.ts'
import { readPage } from '../http/paging.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, paging } from '../http/shapes.ts'
import { filterOf, filterShape } from './filter.ts'
import { readTrail } from './trail.ts'
import { type AuditEventView, auditEventView } from './view.ts'

/** The columns of the CSV file, by name; their order is part of the API. */
const columns = {
  id: ({ id }) => id,
  at: ({ at }) => at,
  action: ({ action }) => action,
  actorId: ({ actor }) => actor.id,
  actorName: ({ actor }) => actor.displayName,
  actorTenantId: ({ actor }) => actor.tenantId,
  actorOrganisation: ({ actor }) => actor.organisation ?? '',
  subscriptionId: ({ subscriptionId }) => subscriptionId ?? '',
  operationId: ({ operationId }) => operationId ?? '',
  productId: ({ productId }) => productId ?? '',
  reason: ({ reason }) => reason ?? '',
  facts: ({ facts }) => JSON.stringify(facts),
} satisfies Record<string, (event: AuditEventView) => string>

const columnNames = Object.keys(columns)

interface Format {
  readonly contentType: string
  readonly header: string
  readonly row: (event: AuditEventView) => string
}

const formats = {
  csv: {
    contentType: 'text/csv; charset=utf-8',
    header: csvRow(columnNames),
    row: (event) => csvRow(Object.values(columns).map((cell) => cell(event))),
  },
  jsonl: {
    contentType: 'application/jsonl; charset=utf-8',
    header: '',
    row: (event) => `${JSON.stringify(event)}\n`,
  },
} satisfies Record<string, Format>

/** So many fit into one answer, and into the memory of a host that gives several at once. */
const rowsMax = 5_000

export const route = tenantRoute({
  summary:
    'The audit trail as a file, whole or as filtered, newest first. A long one comes in parts: as long as an answer has a `Link` to the next part there is more, and the parts joined are the file.',
  tag: 'Organisation',
  who: adminReaders,
  params: z.object({ t: guid }),
  query: z.strictObject({
    ...paging,
    maxpagesize: z.coerce
      .number()
      .int()
      .min(1)
      .max(rowsMax)
      .optional()
      .describe('Events a part; 5,000 when absent'),
    ...filterShape,
    format: z
      .enum(['csv', 'jsonl'])
      .optional()
      .describe('`csv` (RFC 4180) when absent, or `jsonl`: an event as JSON on each line'),
  }),
  answers: {
    200: {
      description: `The file or a part of it; as CSV with the columns ${columnNames.join(', ')}, which the first line says`,
      contentTypes: ['text/csv', 'application/jsonl'],
      headers: ['Content-Disposition'],
      mayHave: ['Link'],
    },
  },
  refusals: [],
  async handle(context) {
    const { services, caller, query } = context
    const filter = filterOf(query)
    if (isRefusal(filter)) return filter
    const page = await readPage(context, rowsMax, (from) =>
      readTrail(services.documents, caller.tenantId, filter, from),
    )
    if (isRefusal(page)) return page
    const { format = 'csv', continuation } = query
    const { contentType, header, row } = formats[format]
    const isFirst = continuation === undefined
    const { nextLink } = page
    const name = isFirst && nextLink === undefined ? 'audit-events' : 'audit-events-part'
    return {
      status: 200,
      headers: {
        'Content-Disposition': `attachment; filename="${name}.${format}"`,
        ...(nextLink === undefined ? {} : { Link: `<${nextLink}>; rel="next"` }),
      },
      raw: {
        contentType,
        content: (isFirst ? header : '') + page.rows.map((one) => row(auditEventView(one))).join(''),
      },
    }
  },
})
