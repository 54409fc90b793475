import type { ArmType } from '#tools/rules/bicep/arm-types.ts'
import type { Entry, ObjectValue, Value } from '#tools/rules/bicep/model.ts'

export interface Mutant {
  readonly kind: 'wrong property' | 'required one missing' | 'wrong literal'
  /** The properties that lead to it. */
  readonly at: string
  readonly body: ObjectValue
}

type Properties = { readonly [name: string]: ArmType }
type Found = Omit<Mutant, 'body'> & { readonly value: Value }

/** What Bicep itself reads: no type has it. */
const bicepsOwn = ['parent', 'scope', 'dependsOn']

/**
 * A resource with something wrong in it, as often as there is something to get wrong: a property that there is not in
 * each of its objects, each required one left out, and a value of another kind for each that is set.
 */
export function mutantsOf(body: ObjectValue, type: Properties): readonly Mutant[] {
  return [...within(body, type, '')].flatMap(({ value, ...mutant }) =>
    value.kind === 'object' ? [{ ...mutant, body: value }] : [],
  )
}

function* within(value: Value, type: ArmType, at: string): Generator<Found> {
  const { line } = value
  if (value.kind === 'choice') {
    for (const [index, branch] of value.branches.entries()) {
      for (const found of within(branch, type, `${at}?${index}`)) {
        yield { ...found, value: { ...value, branches: value.branches.with(index, found.value) } }
      }
    }
  } else if (value.kind === 'loop' && Array.isArray(type)) {
    for (const found of within(value.body, type[0], `${at}[]`))
      yield { ...found, value: { ...value, body: found.value } }
  } else if (value.kind === 'array' && Array.isArray(type)) {
    for (const [index, item] of value.items.entries()) {
      for (const found of within(item, type[0], `${at}[${index}]`)) {
        yield { ...found, value: { ...value, items: value.items.with(index, found.value) } }
      }
    }
  } else if (value.kind === 'object' && typeof type === 'object' && !Array.isArray(type)) {
    yield* withinObject(value, type as Properties, at)
  } else if (type !== 'any') {
    yield { kind: 'wrong literal', at, value: { kind: 'literal', value: wrong(type), line } }
  }
}

function* withinObject(value: ObjectValue, type: Properties, at: string): Generator<Found> {
  const { entries, line } = value
  const known = propertiesOf(value, type)
  if (!known) return
  if (type['*'] === undefined) {
    const entry: Entry = { key: 'noSuchProperty', value: { kind: 'literal', value: 'x', line }, line }
    yield { kind: 'wrong property', at, value: { ...value, entries: [...entries, entry] } }
  }
  for (const [index, entry] of entries.entries()) {
    const key = typeof entry.key === 'string' ? entry.key : undefined
    if (key === undefined || (at === '' && bicepsOwn.includes(key))) continue
    const inner = known[`${key}!`] ?? known[key] ?? type['*']
    if (inner === undefined) throw new Error(`${at}.${key} has no type.`)
    if (known[`${key}!`]) {
      yield {
        kind: 'required one missing',
        at: `${at}.${key}`,
        value: { ...value, entries: entries.toSpliced(index, 1) },
      }
    }
    for (const found of within(entry.value, inner, `${at}.${key}`)) {
      yield { ...found, value: { ...value, entries: entries.with(index, { ...entry, value: found.value }) } }
    }
  }
}

/** Those of a type that depend on the value of a property too; undefined where that is computed. */
function propertiesOf({ entries }: ObjectValue, type: Properties): Properties | undefined {
  const by = Object.keys(type).find((key) => key.startsWith('by:'))
  if (!by) return type
  const given = entries.find(({ key }) => key === by.slice('by:'.length))?.value
  const variants = type[by] as { readonly [value: string]: Properties }
  const variant = given?.kind === 'literal' ? variants[String(given.value)] : Object.values(variants)[0]
  return variant && { ...type, ...variant }
}

/** A value that the type does not allow. */
function wrong(type: ArmType): string | number {
  if (typeof type !== 'string') return 4711
  return type.includes("'") || !type.split('|').includes('string') ? 'no such value' : 4711
}
