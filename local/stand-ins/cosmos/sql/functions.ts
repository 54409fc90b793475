import { badRequest } from '../answers.ts'
import type { Value } from '../json.ts'
import { equals } from '../values.ts'

type SqlFunction = {
  readonly args: readonly [min: number, max: number]
  readonly run: (...args: readonly Value[]) => Value
}

/** As in production, a function gives undefined for arguments of a type it is not made for. */
const functions: Readonly<Record<string, SqlFunction>> = {
  ARRAY_CONTAINS: {
    args: [2, 2],
    run: (array, wanted) =>
      Array.isArray(array) && wanted !== undefined
        ? array.some((item) => equals(item, wanted) === true)
        : undefined,
  },
  ARRAY_LENGTH: { args: [1, 1], run: (array) => (Array.isArray(array) ? array.length : undefined) },
  CONTAINS: { args: [2, 3], run: textTest((text, part) => text.includes(part)) },
  ENDSWITH: { args: [2, 3], run: textTest((text, part) => text.endsWith(part)) },
  IS_DEFINED: { args: [1, 1], run: (value) => value !== undefined },
  IS_NULL: { args: [1, 1], run: (value) => value === null },
  LENGTH: { args: [1, 1], run: (text) => (typeof text === 'string' ? text.length : undefined) },
  LOWER: { args: [1, 1], run: (text) => (typeof text === 'string' ? text.toLowerCase() : undefined) },
  STARTSWITH: { args: [2, 3], run: textTest((text, part) => text.startsWith(part)) },
  UPPER: { args: [1, 1], run: (text) => (typeof text === 'string' ? text.toUpperCase() : undefined) },
}

export const functionNames: ReadonlySet<string> = new Set(Object.keys(functions))

export function sqlFunction(name: string, argumentCount: number): SqlFunction['run'] {
  const { args, run } = functions[name] as SqlFunction
  if (argumentCount < args[0] || argumentCount > args[1])
    throw badRequest(
      `The function '${name}' takes ${args.join(' to ')} arguments here, not ${argumentCount}.`,
    )
  return run
}

/** The third argument makes the test ignore upper and lower case. */
function textTest(test: (text: string, part: string) => boolean): SqlFunction['run'] {
  return (text, part, ignoresCase = false) => {
    if (typeof text !== 'string' || typeof part !== 'string' || typeof ignoresCase !== 'boolean')
      return undefined
    return ignoresCase ? test(text.toLowerCase(), part.toLowerCase()) : test(text, part)
  }
}
