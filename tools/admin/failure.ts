import type { components } from '../../portal/api/schema.d.ts'
import { type Exit, exitCodes } from './exit-codes.ts'
import { plain, plainJson } from './plain-text.ts'

export type ErrorOfApi = components['schemas']['Error']['error']

interface About {
  /** What to do now, for people. */
  readonly next?: string | undefined
  /** As the API said it. */
  readonly error?: ErrorOfApi | undefined
  /** To tell whoever helps. */
  readonly requestId?: string | undefined
  readonly cause?: unknown
}

/** Why a command ends with another code than 0. */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly exit: Exit
  readonly about: About

  constructor(exit: Exit, message: string, about: About = {}) {
    super(message, { cause: about.cause })
    this.exit = exit
    this.about = about
  }
}

export function usageError(message: string, next?: string): Failure {
  return new Failure('usage', message, { next })
}

/** For people: what happened, all reasons, what to do, whom to tell. */
export function failureText({ exit, message, about: { next, error, requestId } }: Failure): string {
  const reasons = (error?.details ?? []).map(
    ({ target, message: reason }) => `  - ${target === undefined ? '' : `${target}: `}${reason}`,
  )
  const asksForHelp = exit === 'fault' || exit === 'unavailable'
  const lines = [
    error ? `${message} (${error.code})` : message,
    ...(reasons.length > 1 || !error?.details?.some(({ message: reason }) => reason === message)
      ? reasons
      : []),
    ...(next === undefined ? [] : [next]),
    ...(asksForHelp && requestId !== undefined ? [`Request ${requestId}`] : []),
  ]
  return lines.flatMap((line) => line.split('\n').map(plain)).join('\n')
}

/** For programs: one line, with the API's own error where it was one. */
export function failureJson({ exit, message, about: { next, error, requestId } }: Failure): string {
  return plainJson({
    error: {
      ...(error ?? { code: exit, message }),
      ...(next === undefined ? {} : { next }),
      ...(requestId === undefined ? {} : { requestId }),
    },
    exitCode: exitCodes[exit],
  })
}
