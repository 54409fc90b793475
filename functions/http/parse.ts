import type * as z from 'zod'
import nl from 'zod/v4/locales/nl.js'
import type { Language } from '#core/kernel/language.ts'
import type { Problem } from '#core/kernel/refusals.ts'
import { expectationIn } from './messages/messages.ts'
import { wordsIn } from './messages/words.ts'

export type Parsed<Value> =
  | { readonly value: Value; readonly problems?: never }
  | { readonly problems: readonly Problem[] }

/** An import of a thousand people may have thousands: the rest is counted. */
const problemsMax = 20

/** The value as the schema gives it, or everything that is wrong with it, told in the caller's language. */
export function parse<Shape extends z.ZodType>(
  shape: Shape,
  value: unknown,
  language: Language,
): Parsed<z.output<Shape>> {
  const parsed = attempt(shape, value, language)
  if (!parsed) return { problems: [{ target: '', is: 'anotherShape' }] }
  if (parsed.success) return { value: parsed.data }
  const { issues } = parsed.error
  const told = issues.slice(0, problemsMax).map(
    (issue): Problem => ({
      target: issue.path.map(String).join('.'),
      is: 'shape',
      message: messageOf(issue.message, language),
    }),
  )
  const count = issues.length - told.length
  return { problems: count === 0 ? told : [...told, { target: '', is: 'more', count }] }
}

/**
 * Zod compares the length of whatever has one, also where a text was expected, so that `{"length":{"toString":1}}`
 * makes it throw. Undefined then: it is no value of that shape.
 */
function attempt<Shape extends z.ZodType>(shape: Shape, value: unknown, language: Language) {
  try {
    return shape.safeParse(value, zodWords[language])
  } catch (error) {
    if (error instanceof TypeError) return undefined
    throw error
  }
}

function messageOf(message: string, language: Language): string {
  const expectation = expectationIn(message)
  return expectation ? wordsIn(language).expectations[expectation] : message
}

/** Zod's own words: English is its default. A message that a schema brings along goes before them. */
const zodWords: Readonly<Record<Language, { readonly error?: z.core.$ZodErrorMap }>> = {
  en: {},
  nl: { error: nl().localeError },
}
