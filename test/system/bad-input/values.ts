import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import type { Field, Schema } from './schemas.ts'

/** Values that mean something to the product, by the name of the field. */
export type Known = Readonly<Record<string, unknown>>

/** Optional in the schema, because not every kind of request needs them; those that are made here do. */
const neededAnyway = [
  'targetSubscriptionId',
  'paymentMethodId',
  'token',
  'name',
  'nameOnCard',
  'totalLicenses',
]

/** Something that the schema takes: of an object only what it requires. */
export function validOf(schema: Schema, known: Known, name = ''): unknown {
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  if (Object.hasOwn(known, name)) return known[name]
  const [choice] = schema.anyOf ?? schema.oneOf ?? []
  if (choice) return validOf(choice, known, name)
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {})
          .filter(([field]) => schema.required?.includes(field) || neededAnyway.includes(field))
          .map(([field, property]) => [field, validOf(property, known, field)]),
      )
    case 'array':
      return schema.minItems ? [validOf(schema.items ?? {}, known)] : []
    case 'integer':
    case 'number':
      return schema.minimum ?? 1
    case 'boolean':
      return true
    case 'null':
      return null
    default:
      return textOf(schema)
  }
}

function textOf({ pattern, format, minLength = 0, maxLength = 1_000 }: Schema): string {
  if (format === 'email') return 'somebody@windmolen.example'
  if (pattern) return fc.sample(fc.stringMatching(new RegExp(pattern)), { numRuns: 1, seed: 7 })[0] ?? ''
  return 'some text'.padEnd(minLength, 'x').slice(0, maxLength)
}

/** Of another kind than the schema says, or not one of the values that it names. */
export function* wrongTyped(schema: Schema): Generator<unknown> {
  const choices = schema.anyOf ?? schema.oneOf ?? [schema]
  const kinds = new Set(choices.map(({ type }) => (type === 'number' ? 'integer' : type)))
  // A schema that says nothing takes everything.
  if (kinds.has(undefined)) return
  if (!kinds.has('string')) yield* ['1', 'text', '']
  if (!kinds.has('integer')) yield* [7, -1]
  if (kinds.has('integer')) yield 1.5
  if (!kinds.has('boolean')) yield true
  if (!kinds.has('null')) yield null
  if (!kinds.has('array')) yield* [[], [[]]]
  if (!kinds.has('object')) yield* [{}, { constructor: 1 }]
  if (schema.enum) yield 'noSuchValue'
  if (schema.const === true) yield false
  if (schema.pattern) yield 'nothing\tof the kind'
  if (schema.items) for (const item of wrongTyped(schema.items)) yield [item]
}

/** Beyond the largest, longest or most that the schema takes. */
export function* tooLarge(schema: Schema, known: Known, name: string): Generator<unknown> {
  const { maxLength, maximum, maxItems, minimum } = schema
  if (maxLength !== undefined) yield 'x'.repeat(maxLength + 1)
  if (maximum !== undefined) yield* [maximum + 1, Number.MAX_SAFE_INTEGER, 1e308]
  if (maxItems !== undefined) {
    const item = validOf(schema.items ?? {}, known, `${name}[]`)
    // An id that is there twice may count once.
    yield Array.from({ length: maxItems + 1 }, () => (isOfIds(schema.items) ? randomUUID() : item))
  }
  if (minimum !== undefined) yield* [minimum - 1, Number.MIN_SAFE_INTEGER]
}

/** Whether it takes GUIDs. */
export function isOfIds(schema: Schema | undefined): boolean {
  return schema?.pattern?.includes('a-fA-F') ?? false
}

/** Below the shortest or fewest. */
export function* tooSmall({ minLength, minItems }: Schema): Generator<unknown> {
  if (minLength) yield 'x'.repeat(minLength - 1)
  if (minItems) yield []
}

/** A copy with another value in that place; what stands in the way there is made. */
export function withValue(value: unknown, path: Field['path'], put: unknown): unknown {
  const [step, ...rest] = path
  if (step === undefined) return put
  const inner = (value as Record<string | number, unknown> | undefined)?.[step]
  const changed = withValue(inner, rest, put)
  if (typeof step === 'number') return [changed, ...(Array.isArray(value) ? value.slice(1) : [])]
  return { ...(value as object | undefined), [step]: changed }
}

export function withoutValue(value: unknown, path: Field['path']): unknown {
  const [step, ...rest] = path
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<
    string | number,
    unknown
  >
  if (step === undefined) return copy
  if (rest.length === 0) delete copy[step]
  else copy[step] = withoutValue(copy[step], rest)
  return copy
}
