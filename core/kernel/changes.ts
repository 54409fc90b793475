import type { Json } from './json.ts'

/** The top-level fields that differ, as the `set` of a patch. Fields are compared by identity: copy what changes. */
export function changes<D extends object>(before: D, after: object): Record<string, Json> {
  const set: Record<string, Json> = {}
  for (const [field, value] of Object.entries(after)) {
    if (value !== before[field as keyof D]) set[field] = value as Json
  }
  return set
}
