import * as z from 'zod'
import { idsOfProductsNamed } from '#core/catalogue/products.ts'
import { parseGuid } from '#core/kernel/ids.ts'
import type { Comparison } from '#core/ports/documents.ts'

export const searchShape = z.string().trim().min(1).max(100)

export const searchSays =
  'What the name of the product has in it, how that of the purchaser begins, or the id of either or of the subscription'

/**
 * What an index finds however much there is: the names of products are ours, and a purchaser's stands as they write it.
 * So it is asked for as it is given, and with capitals where names have them.
 */
export function hasInIt(text: string): Comparison {
  const id = parseGuid(text.toLowerCase())
  return {
    anyOf: [
      { field: 'productId', is: 'in', values: idsOfProductsNamed(text) },
      ...waysToWrite(text).map((value): Comparison => ({ field: 'purchaserName', is: 'startsWith', value })),
      ...(id ? ['id', 'purchaserId'].map((field): Comparison => ({ field, is: '=', value: id })) : []),
    ],
  }
}

function waysToWrite(name: string): readonly string[] {
  const lower = name.toLowerCase()
  const first = lower.replace(/^\p{L}/u, upper)
  const every = lower.replace(/(?<!\p{L})\p{L}/gu, upper)
  return [...new Set([name, first, every, dutch(first), dutch(every)])]
}

/** A Dutch name that begins with that sound has both letters of it as capitals. */
function dutch(name: string): string {
  return name.replace(/(?<!\p{L})Ij/gu, 'IJ')
}

function upper(letter: string): string {
  return letter.toUpperCase()
}
