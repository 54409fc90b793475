import type { RefusalCode, RefusalFacts, SimpleProblem } from '#core/kernel/refusals.ts'

/**
 * Everything that callers read in one language. Each refusal has one sentence, made of its facts; a code, a problem or
 * an expectation without one does not compile. (R177)
 */
export interface Messages {
  readonly refusals: { readonly [Code in RefusalCode]: (facts: RefusalFacts[Code]) => string }
  /** What is wrong with one part of a request. */
  readonly problems: Readonly<Record<SimpleProblem, string>>
  notAllowed(allowed: readonly string[]): string
  /** After the first of a long list of problems. */
  more(count: number): string
  /** What a schema expected, where zod has no words of its own for it. */
  readonly expectations: Readonly<Record<Expectation, string>>
  /** Marks of a subscription that costs nothing (R004), and what administrators read next to it (R005). */
  readonly free: { readonly tag: string; readonly note: string }
  /** Before signing in, when the organisation cannot buy (R137, R148). */
  readonly contactAdministrator: string
}

export type Expectation =
  | 'emailAddress'
  | 'country'
  | 'domain'
  | 'oneLine'
  | 'usersAtMost20'
  | 'oneTarget'
  | 'partsAtMost12'
  | 'digits'
  | 'month'

/** The message of a schema's check, for the language files to put into words. */
export function expected(what: Expectation): string {
  return `${prefix}${what}`
}

export function expectationIn(message: string): Expectation | undefined {
  return message.startsWith(prefix) ? (message.slice(prefix.length) as Expectation) : undefined
}

const prefix = 'expected:'
