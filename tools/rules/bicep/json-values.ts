import type { Value } from './model.ts'

/** What JSON says, as if it stood in Bicep. */
export function expressionOfJson(json: unknown, line: number): Value {
  if (Array.isArray(json))
    return { kind: 'array', items: json.map((item) => expressionOfJson(item, line)), line }
  if (typeof json === 'object' && json !== null) {
    const entries = Object.entries(json).map(([key, value]) => ({
      key,
      value: expressionOfJson(value, line),
      line,
    }))
    return { kind: 'object', entries, line }
  }
  return { kind: 'literal', value: json as string | number | boolean | null, line }
}

/** `$.a[0].b` in JSON, the only form of path that is understood. */
export function jsonAt(json: unknown, path: string): unknown {
  const steps = path.replace(/^\$\.?/, '').match(/[^.[\]]+/g) ?? []
  return steps.reduce<unknown>(
    (inside, step) => (typeof inside === 'object' && inside !== null ? Reflect.get(inside, step) : undefined),
    json,
  )
}

/** A path that a file names, from the root of the project. */
export function pathFrom(path: string, named: string): string {
  const parts = path.split('/').slice(0, -1)
  for (const part of named.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.') parts.push(part)
  }
  return parts.join('/')
}
