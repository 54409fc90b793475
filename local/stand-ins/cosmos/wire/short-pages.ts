import { badRequest } from '../answers.ts'

/**
 * Pages that hold less than was asked for, on demand: `PUT /_local/pages`. Production ends a page when its time or its
 * request units are used up, also before it has found anything, and gives a continuation all the same.
 */
export class ShortPages {
  #sizes: readonly number[] = []
  #turn = 0

  /** How much the pages from now on hold at most, in turn; an empty list: as much as is asked for. */
  set(body: unknown): void {
    const isSize = (size: unknown) => Number.isInteger(size) && (size as number) >= 0
    if (!Array.isArray(body) || !body.every(isSize) || (body.length > 0 && body.every((size) => size === 0)))
      throw badRequest('Short pages are a list of whole numbers, not all of them zero.')
    this.#sizes = body
    this.#turn = 0
  }

  next(): number {
    return this.#sizes[this.#turn++ % this.#sizes.length] ?? Number.POSITIVE_INFINITY
  }
}
