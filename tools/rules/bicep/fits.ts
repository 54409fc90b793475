import { possible } from './evaluate.ts'
import { isNull, type Possible, said, type Thing } from './scope.ts'

/** Whether a value can be one of those that are wanted. What is computed may be any value of its type. */
export function fits(one: Possible, wanted: readonly Possible[]): boolean {
  return wanted.some((option) => isOf(one, option))
}

function isOf(one: Possible, wanted: Possible): boolean {
  if (one.kind === 'missing') return false
  if (one.kind === 'computed' && one.as === 'any') return true
  if (wanted.kind === 'computed') return wanted.as === 'any' || wanted.as === typeOf(one)
  if (one.kind === 'computed') return one.as === typeOf(wanted)
  if (one.kind === 'literal' && wanted.kind === 'literal') return one.value === wanted.value
  if (one.kind === 'array' && wanted.kind === 'array')
    return one.items.every((item) => eachFits(item, wanted.items))
  if (one.kind !== 'object' || wanted.kind !== 'object') return false
  const isThere = one.entries.every(({ key, thing }) => {
    const asked = wanted.entries.filter((entry) => entry.key === key)
    return asked.length > 0
      ? eachFits(
          thing,
          asked.map((entry) => entry.thing),
        )
      : wanted.more !== undefined
  })
  const isWhole = wanted.entries.every(
    ({ key, always }) => !always || one.entries.some((entry) => entry.key === key && entry.always),
  )
  return isThere && (isWhole || one.more !== undefined)
}

function eachFits(thing: Thing, wanted: readonly Thing[]): boolean {
  const options = wanted.flatMap(possible)
  return possible(thing).every((one) => fits(one, options))
}

function typeOf(one: Possible): string {
  if (one.kind === 'computed') return one.as
  if (one.kind !== 'literal') return one.kind
  const types: Readonly<Record<string, string>> = { string: 'text', number: 'int', boolean: 'bool' }
  return isNull(one) ? 'null' : (types[typeof one.value] ?? 'any')
}

/** For people, down to its parts. */
export function shown(one: Possible): string {
  const part = (thing: Thing | undefined) => (thing ? possible(thing).map(shown).join(' or ') : '')
  if (one.kind === 'array') return `[${part(one.items[0])}]`
  if (one.kind !== 'object') return said(one)
  return `{ ${one.entries.map(({ key, thing }) => `${key}: ${part(thing)}`).join(', ')} }`
}
