import * as z from 'zod'
import type { Amounts } from '#core/billing/taxes.ts'
import { languages } from '#core/kernel/language.ts'
import { fromMilliseconds, type Instant, toMilliseconds } from '#core/kernel/time.ts'
import type { Query } from '#core/ports/documents.ts'
import { expected } from './messages/messages.ts'

/** Shapes that several requests and answers share; they make the OpenAPI page. */

/** A GUID in any case; in lower case past this line. */
export const guid = z.guid().toLowerCase()

/** No parameters, or a body without fields. */
export const nothing = z.strictObject({})

/** Something that people read on one line: not empty, no control characters. */
export const nameShape = z
  .string()
  .trim()
  .min(1)
  .max(256)
  .regex(/^[^\p{Cc}\u2028\u2029]*$/u, expected('oneLine'))

export const languageShape = z.enum(languages)

export const moneyShape = z
  .object({
    amount: z.int().describe('Minor units, such as cents'),
    currency: z.string().describe('ISO 4217'),
  })
  .meta({ id: 'Money', title: 'Money', description: 'An amount of one currency' })

export const amountsShape = z
  .object({
    net: moneyShape.describe('Without tax'),
    tax: moneyShape.describe('The tax'),
    total: moneyShape.describe('Both together'),
  })
  .meta({ id: 'Amounts', title: 'Amounts' })

export function amountsView({ net, tax, total }: Amounts) {
  return { net: { ...net }, tax: { ...tax }, total: { ...total } }
}

export const instantShape = z.iso.datetime().describe('RFC 3339, UTC')

/** A moment that a caller gives, with whatever offset; in UTC past this line. */
export const givenInstant = z.iso
  .datetime({ offset: true })
  // The calendar takes nanoseconds, and throws at anything finer.
  .regex(/^(?!.*\.\d{10})/)
  .transform((text) => fromMilliseconds(toMilliseconds(text as Instant)))
  .meta({ override: { type: 'string', format: 'date-time' } })

export const productRefShape = z.object({
  id: z.string().describe('The product id'),
  displayName: z.string().describe('Its name'),
})

export const personRefShape = z.object({
  id: z.string().describe('The object id'),
  displayName: z.string().describe('The name'),
})

/** Several values of a list in one parameter, as `a,b`; each at most once. */
export function commaSeparated<const Values extends readonly [string, ...string[]]>(values: Values) {
  return z
    .string()
    .transform((text) => [...new Set(text.split(','))])
    .pipe(z.array(z.enum(values)))
    .meta({ override: { type: 'string', pattern: `^(${values.join('|')})(,(${values.join('|')}))*$` } })
}

/** How a list may be sorted: by a field of its rows, with `desc` the other way round; each with the field that is stored. */
export function orderedBy(fields: Readonly<Record<string, string>>) {
  const ways = new Map<string, Query['orderBy']>()
  for (const [name, field] of Object.entries(fields)) {
    ways.set(name, { field, direction: 'ascending' })
    ways.set(`${name} desc`, { field, direction: 'descending' })
  }
  const names = [...ways.keys()]
  return z
    .enum(names)
    .transform((name) => ways.get(name))
    .meta({ override: { type: 'string', enum: names } })
}

export const counted = z.enum(['true', 'false']).optional().describe('Whether to count all of them')

export function countedListOf(item: z.ZodType) {
  return listOf(item).extend({
    count: z.int().optional().describe('How many there are on all pages; where that is asked for'),
  })
}

export function listOf(item: z.ZodType) {
  return z.object({
    value: z.array(item).describe('The rows of this page'),
    nextLink: z.url().optional().describe('The next page; absent on the last one'),
  })
}

export const paging = {
  maxpagesize: z.coerce.number().int().min(1).max(1000).optional().describe('Rows a page; 100 when absent'),
  continuation: z.string().max(4000).optional().describe('Opaque; taken from nextLink'),
}

export const confirm = z.literal(true).describe('Must be true: the action cannot be taken back.')
