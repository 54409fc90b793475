import * as z from 'zod'
import { theOrganisation } from '#core/billing/billing-profile.ts'
import type { Invoice } from '#core/billing/invoice.ts'
import {
  grouped,
  type Spend,
  type SpendGroup,
  type SpendPart,
  type SpendRow,
  spendGroups,
  spendOf,
} from '#core/billing/spend.ts'
import { productName } from '#core/catalogue/products.ts'
import { isRefusal, type RefusalOf, refuse } from '#core/kernel/refusals.ts'
import { addMonths, type Day, dayOf, type Instant } from '#core/kernel/time.ts'
import type { Comparison } from '#core/ports/documents.ts'
import { UnknownContinuation } from '#core/ports/failures.ts'
import { adminReaders } from '../http/caller.ts'
import type { TenantContext } from '../http/context.ts'
import { expected } from '../http/messages/messages.ts'
import { pageAnswer, rowsAnswer } from '../http/paging.ts'
import { tenantRoute } from '../http/route.ts'
import {
  amountsShape,
  amountsView,
  commaSeparated,
  guid,
  listOf,
  paging,
  personRefShape,
  productRefShape,
} from '../http/shapes.ts'

const monthShape = z.string().regex(/^20\d\d-(0[1-9]|1[0-2])$/, expected('month'))

const query = z.strictObject({
  ...paging,
  from: monthShape.optional().describe('The first month, UTC: `2026-01`; eleven before the last when absent'),
  to: monthShape.optional().describe('The last month; this one when absent. At most two years in all'),
  channel: z.enum(['selfService', 'central']).optional().describe('Both when absent'),
  groupBy: commaSeparated(spendGroups)
    .default(['month', 'channel', 'product'])
    .describe('What a row is of, separated by commas'),
})

export const route = tenantRoute({
  summary:
    'What the organisation spends: all invoices less all credit notes of these months, added up; each currency by itself.',
  tag: 'Payment',
  who: adminReaders,
  params: z.object({ t: guid }),
  query,
  answers: {
    200: {
      description:
        'A page of sums, in the order of what they are grouped by; by purchaser, those of each together',
      body: listOf(
        z
          .object({
            month: z.string().optional().describe('In which it was invoiced, UTC: `2026-11`'),
            channel: z.enum(['selfService', 'central']).optional().describe('The way in which it was bought'),
            product: productRefShape.optional().describe('What was bought'),
            purchaser: personRefShape
              .optional()
              .describe('To whom it was invoiced; absent of what the organisation buys centrally'),
            ...amountsShape.shape,
          })
          .meta({ id: 'Spend', title: 'Spend' }),
      ),
    },
  },
  refusals: [],
  async handle(context) {
    const months = monthsAsked(context.query, dayOf(context.services.clock.now()))
    if (isRefusal(months)) return months
    const asked = { ...months, channel: context.query.channel, by: context.query.groupBy }
    const ofTheseMonths = { ...context, path: pathWith(context.path, months) }
    if (asked.by.includes('purchaser')) return byPurchaser(ofTheseMonths, asked)
    return rowsAnswer(ofTheseMonths, grouped(await sums(context, asked), asked.by).map(view))
  },
})

interface Asked {
  readonly from: string
  readonly to: string
  readonly channel: 'selfService' | 'central' | undefined
  readonly by: readonly SpendGroup[]
}

const monthsDefault = 12
const monthsMax = 24

function monthsAsked(
  { from, to }: Pick<z.output<typeof query>, 'from' | 'to'>,
  today: Day,
): Pick<Asked, 'from' | 'to'> | RefusalOf<'InvalidRequest'> {
  const last = to ?? today.slice(0, 7)
  const first = from ?? monthBefore(last, monthsDefault - 1)
  if (first > last) return wrong('rangeBackwards')
  return first <= monthBefore(last, monthsMax) ? wrong('rangeTooLong') : { from: first, to: last }
}

function monthBefore(month: string, months: number): string {
  return addMonths(`${month}-01` as Day, -months).slice(0, 7)
}

function wrong(is: 'rangeBackwards' | 'rangeTooLong'): RefusalOf<'InvalidRequest'> {
  return refuse('InvalidRequest', { problems: [{ target: 'from', is }] }, { target: 'from' })
}

/** The next page is of the same months, also when it is asked for in the next one. */
function pathWith(path: string, months: Pick<Asked, 'from' | 'to'>): string {
  const { pathname, searchParams } = new URL(path, 'http://origin')
  for (const [name, month] of Object.entries(months)) searchParams.set(name, month)
  return `${pathname}?${searchParams}`
}

/** The counts: one for each month, channel, product and currency, so that their number does not grow with the invoices. */
async function sums({ services, caller }: TenantContext, { from, to, channel }: Asked): Promise<SpendPart[]> {
  const where: Comparison[] = [
    { field: 'type', is: '=', value: 'spend' },
    { field: 'month', is: '>=', value: from },
    { field: 'month', is: '<=', value: to },
  ]
  if (channel) where.push({ field: 'channel', is: '=', value: channel })
  const found: Spend[] = []
  for await (const { items } of services.documents.pages<Spend>(caller.tenantId, { where }, 1_000))
    found.push(...items)
  return found
}

/**
 * Person by person, from their invoices, which are hardly more than the rows; what the organisation buys comes last. The
 * place to go on from is a person, and how many of their rows have been shown.
 */
function byPurchaser(context: TenantContext & Parameters<typeof pageAnswer>[0], asked: Asked) {
  return pageAnswer(context, async ({ size, continuation }) => {
    const after = continuation === undefined ? undefined : placeIn(continuation)
    const rows: { readonly row: SpendRow; readonly place: string }[] = []
    for await (const { ownerId, parts } of owners(context, asked, after?.ownerId, size)) {
      const skip = ownerId === after?.ownerId ? after.shown : 0
      for (const [shown, row] of grouped(parts, asked.by).entries())
        if (shown >= skip) rows.push({ row, place: `${ownerId} ${shown}` })
      if (rows.length > size) break
    }
    return { rows: rows.slice(0, size).map(({ row }) => view(row)), continuation: rows[size]?.place }
  })
}

function placeIn(continuation: string): { readonly ownerId: string; readonly shown: number } {
  const [, ownerId, shown] = /^([0-9a-f-]{36}|organisation) (\d{1,6})$/.exec(continuation) ?? []
  if (!ownerId) throw new UnknownContinuation()
  return { ownerId, shown: Number(shown) }
}

/** One after another, each with all that was invoiced to them in these months. */
async function* owners(
  context: TenantContext,
  asked: Asked,
  first: string | undefined,
  size: number,
): AsyncGenerator<{ readonly ownerId: string; readonly parts: readonly SpendPart[] }> {
  let ownerId: string | undefined
  let parts: SpendPart[] = []
  if (asked.channel !== 'central' && first !== theOrganisation) {
    for await (const part of partsOfPersons(context, asked, first, size)) {
      const id = part.purchaser?.id
      if (ownerId !== undefined && id !== ownerId) {
        yield { ownerId, parts }
        parts = []
      }
      ownerId = id
      parts.push(part)
    }
    if (ownerId !== undefined) yield { ownerId, parts }
  }
  if (asked.channel !== 'selfService')
    yield { ownerId: theOrganisation, parts: await sums(context, { ...asked, channel: 'central' }) }
}

async function* partsOfPersons(
  { services, caller }: TenantContext,
  { from, to }: Asked,
  first: string | undefined,
  size: number,
): AsyncGenerator<SpendPart> {
  const where: Comparison[] = [
    { field: 'type', is: '=', value: 'invoice' },
    // Every object id comes before it.
    { field: 'ownerId', is: '<', value: theOrganisation },
    { field: 'createdAt', is: '>=', value: `${from}-01T00:00:00.000Z` as Instant },
    { field: 'createdAt', is: '<', value: `${monthBefore(to, -1)}-01T00:00:00.000Z` as Instant },
    ...(first === undefined ? [] : [{ field: 'ownerId', is: '>=', value: first } as const]),
  ]
  const fields = ['kind', 'ownerId', 'billTo', 'lines', 'net', 'tax', 'total', 'createdAt']
  const byOwner = { where, orderBy: { field: 'ownerId', direction: 'ascending' }, fields } as const
  const invoices = services.documents.pages<Invoice>(caller.tenantId, byOwner, Math.min(1_000, size + 1))
  for await (const { items } of invoices) yield* items.map(spendOf)
}

function view({ month, channel, productId, purchaser, ...amounts }: SpendRow) {
  return {
    ...(month === undefined ? {} : { month }),
    ...(channel === undefined ? {} : { channel }),
    ...(productId === undefined ? {} : { product: { id: productId, displayName: productName(productId) } }),
    ...(purchaser === undefined ? {} : { purchaser: { id: purchaser.id, displayName: purchaser.name } }),
    ...amountsView(amounts),
  }
}
