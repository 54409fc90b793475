import * as z from 'zod'
import type { Invoice } from '#core/billing/invoice.ts'
import { isRefusal, type Problem, type RefusalOf, refuse } from '#core/kernel/refusals.ts'
import { addMonths, type Day, dayOf, startOfDay } from '#core/kernel/time.ts'
import type { Comparison } from '#core/ports/documents.ts'
import { listAnswer } from '../http/paging.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, listOf, paging } from '../http/shapes.ts'
import { invoiceShape, invoiceStatuses, invoiceView, stateOfStatus } from './invoice-view.ts'
import { billReaders, ownersReadBy } from './whose.ts'

const query = z.strictObject({
  ...paging,
  range: z.enum(['3m', '6m']).optional().describe('The past three or six months; three when nothing is said'),
  from: z.iso.date().optional().describe('The first day on which they were issued, UTC'),
  to: z.iso
    .date()
    .optional()
    .describe('The last day, UTC; today when only the first is said. At most two years from the first'),
  status: z.enum(invoiceStatuses).optional().describe('All when absent'),
})

export const route = tenantRoute({
  summary:
    'The caller’s own invoices and credit notes, and the organisation’s for those who read what administrators read; newest first.',
  tag: 'Payment',
  who: billReaders,
  params: z.object({ t: guid }),
  query,
  answers: { 200: { description: 'A page of invoices', body: listOf(invoiceShape) } },
  refusals: [],
  async handle(context) {
    const { services, caller } = context
    const days = daysAsked(context.query, dayOf(services.clock.now()))
    if (isRefusal(days)) return days
    const where: Comparison[] = [
      { field: 'type', is: '=', value: 'invoice' },
      { field: 'ownerId', is: 'in', values: ownersReadBy(caller) },
      { field: 'createdAt', is: '>=', value: startOfDay(days.from) },
      { field: 'createdAt', is: '<=', value: endOfDay(days.to) },
    ]
    const { status } = context.query
    if (status) where.push({ field: 'state', is: '=', value: stateOfStatus[status] })
    const orderBy = { field: 'createdAt', direction: 'descending' } as const
    const onTheseDays = { ...context, path: pathWith(context.path, days) }
    return listAnswer<Invoice>(onTheseDays, caller.tenantId, { where, orderBy }, (invoice) => ({
      ...invoiceView(services, invoice),
      etag: invoice._etag,
    }))
  },
})

const monthsDefault = 3
const monthsMax = 24

/** First and last day, both included. (R119) */
function daysAsked(
  { range, from, to }: Pick<z.output<typeof query>, 'range' | 'from' | 'to'>,
  today: Day,
): { readonly from: Day; readonly to: Day } | RefusalOf<'InvalidRequest'> {
  if (from === undefined && to === undefined) {
    return { from: addMonths(today, range === '6m' ? -6 : -monthsDefault), to: today }
  }
  if (range !== undefined) return wrong('range', 'rangeOrDays')
  const last = (to ?? today) as Day
  const first = (from ?? addMonths(last, -monthsDefault)) as Day
  if (first > last) return wrong('from', 'rangeBackwards')
  return first < addMonths(last, -monthsMax) ? wrong('from', 'rangeTooLong') : { from: first, to: last }
}

/** The next page is of the same days, also when it is asked for tomorrow. */
function pathWith(path: string, { from, to }: { readonly from: Day; readonly to: Day }): string {
  const { pathname, searchParams } = new URL(path, 'http://origin')
  searchParams.delete('range')
  searchParams.set('from', from)
  searchParams.set('to', to)
  return `${pathname}?${searchParams}`
}

function wrong(target: string, is: Extract<Problem['is'], `range${string}`>): RefusalOf<'InvalidRequest'> {
  return refuse('InvalidRequest', { problems: [{ target, is }] }, { target })
}

/** The last millisecond of it. */
function endOfDay(day: Day): string {
  return `${day}T23:59:59.999Z`
}
