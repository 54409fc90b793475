import { possible } from './evaluate.ts'
import type { Fault } from './model.ts'
import { nearest } from './nearest.ts'
import { isNull, type Known, type Possible, said } from './scope.ts'

/**
 * What may be set of a resource, as in arm.json: `'a'|'b'` are allowed values, `string`, `int`, `bool` and `any` what
 * they say, `object:Name` an object of which no more is known; in an object `!` behind a name says that it is required,
 * `*` stands for every other name, `by:name` for more properties that depend on the value of that one. What is read-only
 * is not in it.
 */
export type ArmType = string | readonly [ArmType] | { readonly [name: string]: ArmType }

interface Where {
  readonly path: string
  /** The type of the resource, and the properties that lead there. */
  readonly name: string
}

/** What is wrong with a value for a type. */
export function typeFaults(one: Possible, type: ArmType, where: Where): readonly Fault[] {
  if (one.kind === 'missing') return [fault(where, one.line, `is set to ${said(one)}`)]
  if (typeof type === 'string') return scalarFaults(one, type, where)
  if (Array.isArray(type)) return arrayFaults(one, type[0], where)
  return objectFaults(one, type as { readonly [name: string]: ArmType }, where)
}

function fault(where: Where, line: number, what: string): Fault {
  return { path: where.path, line, what: `${where.name} ${what}` }
}

function scalarFaults(one: Possible, type: string, where: Where): readonly Fault[] {
  if (type === 'any') return []
  const options = type.split('|')
  const quoted = options.filter((option) => option.startsWith("'")).map((option) => option.slice(1, -1))
  const wrong = (found: string) => [fault(where, one.line, `is ${words(options)}, not ${found}`)]
  if (one.kind === 'literal' && typeof one.value === 'string') {
    if (quoted.length === 0) return options.includes('string') ? [] : wrong(said(one))
    if (quoted.includes(one.value)) return []
    return [fault(where, one.line, `cannot be "${one.value}", only ${oneOf(quoted)}`)]
  }
  if (one.kind === 'literal') {
    const kind = typeof one.value === 'number' ? 'int' : 'bool'
    return options.includes(kind) ? [] : wrong(said(one))
  }
  if (one.kind === 'computed') {
    if (one.as === 'any') return []
    if (one.as === 'text' && quoted.length > 0) {
      return [
        fault(
          where,
          one.line,
          `is one of ${oneOf(quoted)}: nothing says that ${one.from} is (@allowed does)`,
        ),
      ]
    }
    const needed = { text: 'string', int: 'int', bool: 'bool', array: 'array', object: 'object' }[one.as]
    const fits = options.some((option) => option === needed || option.startsWith(`${needed}:`))
    return fits ? [] : wrong(one.from)
  }
  return one.kind === 'object' && type.startsWith('object:') ? [] : wrong(said(one))
}

function arrayFaults(one: Possible, type: ArmType, where: Where): readonly Fault[] {
  const item = { ...where, name: `${where.name}[]` }
  if (one.kind === 'array') {
    return one.items.flatMap((thing) => possible(thing).flatMap((each) => typeFaults(each, type, item)))
  }
  if (one.kind !== 'computed' || !['array', 'any'].includes(one.as)) {
    return [fault(where, one.line, `is an array, not ${said(one)}`)]
  }
  if (type === 'string' || type === 'any') return []
  return [fault(where, one.line, `cannot be checked: nothing is known of ${one.from}`)]
}

function objectFaults(
  one: Possible,
  type: { readonly [name: string]: ArmType },
  where: Where,
): readonly Fault[] {
  if (one.kind === 'computed' && ['object', 'any'].includes(one.as)) {
    if (Object.keys(type).every((key) => key === '*')) return []
    return [fault(where, one.line, `cannot be checked: nothing is known of ${one.from}`)]
  }
  if (one.kind !== 'object') return [fault(where, one.line, `is an object, not ${said(one)}`)]
  const known = propertiesOf(one.entries, type, one.line, where)
  if (known.faults.length > 0) return known.faults
  const anything = type['*']
  const missing = [...known.required].filter(
    (name) => !one.entries.some(({ key, always }) => key === name && always),
  )
  return [
    ...(one.more && anything === undefined ? [fault(where, one.line, `cannot be checked: ${one.more}`)] : []),
    ...missing.map((name) => fault(where, one.line, `needs "${name}"${maybe(one.entries, name)}`)),
    ...one.entries.flatMap((entry) => {
      const inner = known.types.get(entry.key) ?? (anything === undefined ? undefined : [anything])
      if (!inner) {
        return [
          fault(
            where,
            entry.line,
            `has no property "${entry.key}" that can be set${nearest(entry.key, [...known.types.keys()])}`,
          ),
        ]
      }
      const name = `${where.name}.${entry.key}`
      const options = possible(entry.thing)
      return options.flatMap((option) => {
        if (isNull(option)) {
          return known.required.has(entry.key)
            ? [fault({ ...where, name }, option.line, 'is required, not null')]
            : []
        }
        const each = inner.map((wanted) => typeFaults(option, wanted, { ...where, name }))
        return each.find((found) => found.length === 0) ?? each[0] ?? []
      })
    }),
  ]
}

/** The properties of an object, with those that the value of another one brings. */
function propertiesOf(
  entries: readonly Known[],
  type: { readonly [name: string]: ArmType },
  line: number,
  where: Where,
) {
  const types = new Map<string, ArmType[]>()
  const required = new Set<string>()
  const faults: Fault[] = []
  const add = (properties: { readonly [name: string]: ArmType }) => {
    for (const [written, inner] of Object.entries(properties)) {
      if (written === '*' || written.startsWith('by:')) continue
      const name = written.replace(/!$/, '')
      types.set(name, [...(types.get(name) ?? []), inner])
      if (written.endsWith('!')) required.add(name)
    }
  }
  add(type)
  for (const [written, variants] of Object.entries(type)) {
    if (!written.startsWith('by:')) continue
    const name = written.slice('by:'.length)
    const by = variants as { readonly [value: string]: { readonly [name: string]: ArmType } }
    const given = entries.filter(({ key }) => key === name).flatMap(({ thing }) => possible(thing))
    if (given.length === 0)
      faults.push(fault(where, line, `needs "${name}", one of ${oneOf(Object.keys(by))}`))
    for (const one of given) {
      const variant = one.kind === 'literal' ? by[String(one.value)] : undefined
      if (variant) add(variant)
      else
        faults.push(
          fault(
            where,
            one.line,
            `needs a "${name}" that is one of ${oneOf(Object.keys(by))}, not ${said(one)}`,
          ),
        )
    }
  }
  return { types, required, faults }
}

function maybe(entries: readonly Known[], name: string): string {
  return entries.some(({ key }) => key === name) ? ', which is not set in every case' : ''
}

function oneOf(values: readonly string[]): string {
  return values.map((value) => `"${value}"`).join(', ')
}

function words(options: readonly string[]): string {
  const names: Readonly<Record<string, string>> = {
    string: 'a text',
    int: 'a whole number',
    bool: 'true or false',
  }
  return options.map((option) => names[option] ?? option.replace(/^object:.*/, 'an object')).join(' or ')
}
