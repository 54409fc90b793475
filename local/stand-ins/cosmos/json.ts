export type Json = null | boolean | number | string | readonly Json[] | JsonObject
export type JsonObject = { readonly [key: string]: Json }

/** What an expression gives: in Cosmos a missing property is `undefined`, and that is not `null`. */
export type Value = Json | undefined

/** A way down into a document: property names, and numbers for places in arrays. */
export type Path = readonly (string | number)[]

export function isObject(value: Value): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value at the path. Own properties only: `c.constructor` is missing, as it should be. */
export function valueAt(document: Value, path: Path): Value {
  let value = document
  for (const step of path) {
    if (Array.isArray(value)) value = typeof step === 'number' ? value[step] : undefined
    else if (typeof step !== 'string' || !isObject(value) || !Object.hasOwn(value, step)) return undefined
    else value = value[step]
  }
  return value
}

/** Text that is the same for the same path and for no other. */
export function pathKey(path: Path): string {
  return JSON.stringify(path)
}
