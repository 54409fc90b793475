import type { BicepFile, Deployed, Loop, TypeExpression, Value } from './model.ts'

/** The values that a value is made of. */
export function partsOf(value: Value): readonly Value[] {
  switch (value.kind) {
    case 'literal':
    case 'name':
      return []
    case 'interpolated':
      return value.parts.filter((part) => typeof part !== 'string')
    case 'object':
      return value.entries.flatMap(({ key, value: inner }) =>
        typeof key === 'object' ? [key, inner] : [inner],
      )
    case 'array':
      return value.items
    case 'choice':
      return [value.condition, ...value.branches]
    case 'loop':
      return [value.loop.over, ...(value.condition ? [value.condition] : []), value.body]
    case 'member':
      return [value.of]
    case 'index':
      return [value.of, value.index]
    case 'call':
      return value.of ? [value.of, ...value.args] : value.args
    case 'lambda':
      return [value.body]
    case 'operation':
      return value.operands
  }
}

/** A value and all that it is made of. */
export function* within(value: Value): Generator<Value> {
  yield value
  for (const part of partsOf(value)) yield* within(part)
}

/** The values that a file writes down, each with the names that only hold there. */
export function* valuesOf(
  file: BicepFile,
): Generator<{ readonly value: Value; readonly names: readonly string[] }> {
  for (const { standard } of file.params) if (standard) yield { value: standard, names: [] }
  for (const { value } of file.vars) yield { value, names: [] }
  for (const { value } of file.outputs) yield { value, names: [] }
  for (const { body, parameters } of file.functions) yield { value: body, names: parameters }
  for (const module of file.modules) yield* deployedValues(module, [])
  for (const resource of file.resources) yield* deployedValues(resource, outerNames(resource.within))
}

function* deployedValues(deployed: Deployed, outer: readonly string[]) {
  const inside = [...outer, ...namesOf(deployed.loop)]
  if (deployed.loop) yield { value: deployed.loop.over, names: outer }
  if (deployed.condition) yield { value: deployed.condition, names: inside }
  yield { value: deployed.body, names: inside }
}

function outerNames(
  resource: (Deployed & { readonly within?: Deployed | undefined }) | undefined,
): readonly string[] {
  return resource ? [...outerNames(resource.within), ...namesOf(resource.loop)] : []
}

export function namesOf(loop: Loop | undefined): readonly string[] {
  return loop ? [loop.item, ...(loop.index ? [loop.index] : [])] : []
}

/** The types of one's own that a type is made of. */
export function* typeNames(
  type: TypeExpression,
): Generator<{ readonly name: string; readonly line: number }> {
  switch (type.kind) {
    case 'primitive':
    case 'literal':
      return
    case 'name':
      yield type
      return
    case 'array':
    case 'nullable':
      yield* typeNames(type.of)
      return
    case 'union':
      for (const one of type.of) yield* typeNames(one)
      return
    case 'object':
      for (const property of type.properties) yield* typeNames(property.type)
  }
}
