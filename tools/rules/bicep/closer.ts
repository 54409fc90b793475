import type { ArmType } from './arm-types.ts'
import type { ArmTypes } from './resource-faults.ts'

type Properties = { readonly [name: string]: ArmType }

/**
 * What is known of types besides what they say: where they take any text, which ones Azure knows, and what the app cannot do
 * without. closer.json is written as arm.json is, by the names of types without their version, with no more of them than
 * is closer.
 */
export function closerTypes(arm: ArmTypes, closer: Properties): ArmTypes {
  const known = Object.keys(arm).map((key) => key.split('@')[0] ?? '')
  for (const name of Object.keys(closer))
    if (!known.includes(name)) throw new Error(`closer.json: nothing is a ${name}.`)
  return Object.fromEntries(
    Object.entries(arm).map(([key, type]) => {
      const more = closer[key.split('@')[0] ?? '']
      return [key, more === undefined ? type : (narrowed(type, more, key) as Properties)]
    }),
  )
}

function narrowed(type: ArmType, closer: ArmType, where: string): ArmType {
  if (typeof closer === 'string') return closer
  if (Array.isArray(closer)) {
    if (!Array.isArray(type)) throw new Error(`closer.json: ${where} is no array.`)
    return [narrowed(type[0], closer[0], `${where}[]`)]
  }
  if (typeof type !== 'object' || Array.isArray(type)) throw new Error(`closer.json: ${where} is no object.`)
  const result: { [name: string]: ArmType } = { ...(type as Properties) }
  for (const [written, inner] of Object.entries(closer as Properties)) {
    if (written.startsWith('by:')) {
      result[written] = variants(result, written, inner as Properties, where)
      continue
    }
    const name = written.replace(/!$/, '')
    const there = [`${name}!`, name].find((key) => result[key] !== undefined)
    if (there === undefined) throw new Error(`closer.json: ${where} has no ${name}.`)
    const closed = narrowed(result[there] as ArmType, inner, `${where}.${name}`)
    delete result[there]
    result[there.endsWith('!') ? there : written] = closed
  }
  return result
}

/** Of those that are there already, or what was the same for all until now and is taken out of it. */
function variants(
  type: { [name: string]: ArmType },
  by: string,
  closer: Properties,
  where: string,
): Properties {
  const there = type[by] as Properties | undefined
  const all = Object.entries(closer)
  if (there) {
    const each = all.map(([value, inner]) => [
      value,
      narrowed(there[value] ?? '', inner, `${where}.${value}`),
    ])
    return { ...there, ...Object.fromEntries(each) }
  }
  const names = new Set(
    all.flatMap(([, inner]) => Object.keys(inner as Properties).map((key) => key.replace(/!$/, ''))),
  )
  const common = Object.entries(type).filter(([key]) => names.has(key.replace(/!$/, '')))
  for (const [key] of common) delete type[key]
  return Object.fromEntries(
    all.map(([value, inner]) => [value, narrowed(Object.fromEntries(common), inner, `${where}.${value}`)]),
  )
}
