import { possible } from './evaluate.ts'
import type { Value } from './model.ts'
import { meaningOf } from './program.ts'
import type { Scope, Thing } from './scope.ts'
import { partsOf } from './walk.ts'

/** Every piece of plain text that a value is made of. */
export function textsIn(thing: Thing): readonly string[] {
  return 'type' in thing ? [] : textsOfValue(thing.value, thing.scope)
}

function textsOfValue(value: Value, scope: Scope): readonly string[] {
  if (value.kind === 'literal') return [String(value.value)]
  if (value.kind === 'interpolated') {
    return value.parts.flatMap((part) => (typeof part === 'string' ? [part] : textsOfValue(part, scope)))
  }
  if (value.kind === 'name') return (meaningOf(value.name, scope) ?? []).flatMap(textsIn)
  if (value.kind === 'member' || value.kind === 'index') {
    return possible({ value, scope }).flatMap((one) => (one.kind === 'literal' ? [String(one.value)] : []))
  }
  return partsOf(value).flatMap((part) => textsOfValue(part, scope))
}
