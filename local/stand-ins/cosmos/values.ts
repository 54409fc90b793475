import { isObject, type Value } from './json.ts'

/** ORDER BY goes by type first: undefined, null, booleans, numbers, strings, arrays, objects. */
export function typeRank(value: Value): number {
  switch (typeof value) {
    case 'undefined':
      return 0
    case 'boolean':
      return 2
    case 'number':
      return 3
    case 'string':
      return 4
    default:
      if (value === null) return 1
      return Array.isArray(value) ? 5 : 6
  }
}

/** A total order over scalars of all types. Arrays are equal among themselves, and so are objects. */
export function compareForOrder(left: Value, right: Value): number {
  const rank = typeRank(left)
  const difference = rank - typeRank(right)
  if (difference !== 0) return difference
  if (rank === 3) return (left as number) - (right as number)
  if (rank === 4) return compareText(left as string, right as string)
  if (rank === 2) return Number(left) - Number(right)
  return 0
}

function compareText(left: string, right: string): number {
  if (left === right) return 0
  return left < right ? -1 : 1
}

/** `=`: undefined unless both sides have one type. */
export function equals(left: Value, right: Value): boolean | undefined {
  const rank = typeRank(left)
  if (rank === 0 || rank !== typeRank(right)) return undefined
  return rank < 5 ? left === right : sameStructure(left, right)
}

/** `<`, `<=`, `>`, `>=`, `!=` need two scalars of one type: negative, zero, positive, or undefined. */
export function compareScalars(left: Value, right: Value): number | undefined {
  const rank = typeRank(left)
  if (rank === 0 || rank >= 5 || rank !== typeRank(right)) return undefined
  return compareForOrder(left, right)
}

function sameStructure(left: Value, right: Value): boolean {
  if (Array.isArray(left) && Array.isArray(right))
    return left.length === right.length && left.every((item, i) => sameStructure(item, right[i]))
  if (isObject(left) && isObject(right)) {
    const keys = Object.keys(left)
    return (
      keys.length === Object.keys(right).length &&
      keys.every((key) => Object.hasOwn(right, key) && sameStructure(left[key], right[key]))
    )
  }
  return left === right
}
