import { Refusal } from './refusal.ts'
import { isNil } from './scalars.ts'
import { listItems } from './slices.ts'
import type { Raw } from './values.ts'

/** Reads a field; undefined when it has another type than it should. */
type Reader = (raw: Raw) => unknown

type Fields<Readers extends Record<string, Reader>, Required extends keyof Readers> = {
  readonly [Name in keyof Readers]:
    | NonNullable<ReturnType<Readers[Name]>>
    | (Name extends Required ? never : undefined)
}

export interface Composite<Result> {
  read(list: Raw): Result
}

/** What a composite type gives when it is read. */
export type Read<Type> = Type extends Composite<infer Result> ? Result : never

/** A type that is a list of named fields, in their order. A field of the wrong type is refused, an absent one undefined. */
export function composite<Readers extends Record<string, Reader>, Required extends keyof Readers>(
  type: string,
  readers: Readers,
  required: readonly Required[],
): Composite<Fields<Readers, Required>> {
  const fields = Object.entries(readers).map(([name, read]) => ({
    name,
    read,
    required: required.some((each) => each === name),
  }))
  return {
    read(list) {
      const items = listItems(list)
      if (items.length > fields.length)
        throw new Refusal(
          'amqp:decode-error',
          `${type}: ${items.length} fields, and it has ${fields.length}.`,
        )
      const result: Record<string, unknown> = {}
      fields.forEach(({ name, read, required }, index) => {
        const item = items[index]
        if (item === undefined || isNil(item)) {
          if (required) throw new Refusal('amqp:invalid-field', `${type}: ${name} is missing.`)
          result[name] = undefined
          return
        }
        const value = read(item)
        if (value === undefined)
          throw new Refusal('amqp:invalid-field', `${type}: ${name} has the wrong type.`)
        result[name] = value
      })
      return result as Fields<Readers, Required>
    },
  }
}

/** For fields that stay as they came. */
export function anything(raw: Raw): Raw {
  return raw
}
