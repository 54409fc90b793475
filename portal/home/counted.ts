import { type Continuation, continuationOf, type Page } from '../api/continuation.ts'

/** How many there are; `more` where nobody counted to the end. */
export interface Count {
  readonly count: number
  readonly more: boolean
}

/** A number on the first page is not worth reading more than this. */
const pagesMax = 5
export const pageSize = 200

/** Counts rows, page by page, until one is no longer `wanted`. */
export async function counted<Row>(
  fetchPage: (continuation: Continuation) => Promise<Page<Row>>,
  wanted: (row: Row) => boolean = () => true,
): Promise<Count> {
  let count = 0
  let continuation: Continuation
  for (let pages = 0; pages < pagesMax; pages += 1) {
    const { value, nextLink } = await fetchPage(continuation)
    const end = value.findIndex((row) => !wanted(row))
    if (end >= 0) return { count: count + end, more: false }
    count += value.length
    continuation = continuationOf(nextLink)
    if (!continuation) return { count, more: false }
  }
  return { count, more: true }
}
