import { createHash } from 'node:crypto'
import type { Json } from '../json.ts'

/** A slice of the hashes of all partition keys, `max` excluded: what production calls a physical partition. */
export type KeyRange = { readonly id: string; readonly min: string; readonly max: string }

/** Hashes begin with two zero bits, as production's do. */
const firstByteEnd = 0x40

/** So many slices of equal size. Production gives a small container one, and another for every 50 GB or 10,000 RU/s. */
export function keyRanges(count: number): readonly KeyRange[] {
  const bound = (i: number) => {
    if (i === 0) return ''
    return i === count ? 'FF' : hex(Math.floor((firstByteEnd * i) / count)).padEnd(32, '0')
  }
  return Array.from({ length: count }, (_, i) => ({ id: String(i), min: bound(i), max: bound(i + 1) }))
}

/**
 * The hash of a partition key, value by value, so that all keys with one first value lie together. Production hashes
 * otherwise; only a client that hashes as well, as in bulk requests, could tell.
 */
export function hashOf(key: readonly Json[]): string {
  return key.map(hashOfValue).join('')
}

function hashOfValue(value: Json): string {
  const bytes = createHash('sha256').update(JSON.stringify(value)).digest().subarray(0, 16)
  bytes[0] = (bytes[0] as number) % firstByteEnd
  return bytes.toString('hex').toUpperCase()
}

function hex(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0')
}
