import type { Reply } from './reply.ts'

/**
 * The checks of a request, one after another in the order that the API documents. Each needs what those before it
 * added, and the compiler holds it to that; the first that says no, or knows the answer, ends the request.
 */
export interface Checks<Start extends object, Given extends Start> {
  and<Added extends object>(check: Check<Given, Added>): Checks<Start, Given & Added>
  /** Takes a request through all of them. */
  check(start: Start): Promise<Passed<Given> | Reply>
  /** The same, and on to the handler. */
  run(start: Start, handle: (given: Given) => Promise<Reply>): Promise<Reply>
}

/** Adds something to the request, or ends it with a reply. */
export type Check<Needs, Added extends object> = (
  given: Needs,
) => Promise<Passed<Added> | Reply> | Passed<Added> | Reply

export interface Passed<Added> {
  readonly passed: Added
}

export function pass<Added extends object>(added: Added): Passed<Added> {
  return { passed: added }
}

export function checks<Start extends object>(): Checks<Start, Start> {
  return after(async (start: Start) => pass(start))
}

function after<Start extends object, Given extends Start>(
  before: (start: Start) => Promise<Passed<Given> | Reply>,
): Checks<Start, Given> {
  return {
    and: (check) =>
      after(async (start) => {
        const given = await before(start)
        if (!isPassed(given)) return given
        const added = await check(given.passed)
        return isPassed(added) ? pass({ ...given.passed, ...added.passed }) : added
      }),
    check: before,
    async run(start, handle) {
      const given = await before(start)
      return isPassed(given) ? handle(given.passed) : given
    },
  }
}

export function isPassed<Added>(result: Passed<Added> | Reply): result is Passed<Added> {
  return 'passed' in result
}
