import { descriptorNumbers } from './descriptors.ts'
import { Refusal } from './refusal.ts'
import { isNil, readText, readUlong } from './scalars.ts'
import type { Raw } from './values.ts'

/** Cutting values out of bytes that `well-formed.ts` has checked, without decoding them. */

const fixedWidths = [0, 1, 2, 4, 8, 16]

/** Where the value that starts at `at` ends. */
export function valueEnd(bytes: Buffer, at: number): number {
  let codeAt = at
  while (bytes[codeAt] === 0x00) codeAt = valueEnd(bytes, codeAt + 1)
  return contentEnd(bytes, codeAt + 1, bytes[codeAt] ?? 0)
}

/** Cuts a run of values that stand one behind the other. */
export function split(bytes: Buffer): Raw[] {
  const values: Raw[] = []
  for (let at = 0; at < bytes.length; ) {
    const end = valueEnd(bytes, at)
    values.push(bytes.subarray(at, end))
    at = end
  }
  return values
}

/** The elements of a list, none for null. */
export function listItems(raw: Raw): Raw[] {
  if (isNil(raw) || raw[0] === 0x45) return []
  return items(raw, 0xc0, 0xd0, 'list')
}

/** Keys and values of a map by turns, none for null. */
export function mapItems(raw: Raw): Raw[] {
  return isNil(raw) ? [] : items(raw, 0xc1, 0xd1, 'map')
}

/** A map that has texts for keys; keys of other types mean nothing here and are left out. */
export function textMap(raw: Raw | undefined): ReadonlyMap<string, Raw> {
  const values = new Map<string, Raw>()
  const pairs = raw === undefined ? [] : mapItems(raw)
  for (let i = 0; i + 1 < pairs.length; i += 2) {
    const [key, value] = [pairs[i], pairs[i + 1]]
    const name = key && readText(key)
    if (name !== undefined && value) values.set(name, value)
  }
  return values
}

/** The elements of an array or list, each with a constructor; undefined for every other type. */
export function arrayItems(raw: Raw): Raw[] | undefined {
  if (raw[0] === 0x45 || raw[0] === 0xc0 || raw[0] === 0xd0) return listItems(raw)
  if (raw[0] !== 0xe0 && raw[0] !== 0xf0) return undefined
  const count = raw[0] === 0xe0 ? (raw[2] ?? 0) : raw.readUInt32BE(5)
  let codeAt = raw[0] === 0xe0 ? 3 : 9
  while (raw[codeAt] === 0x00) codeAt = valueEnd(raw, codeAt + 1)
  const code = raw[codeAt] ?? 0
  const elements: Raw[] = []
  for (let at = codeAt + 1; elements.length < count; ) {
    const end = contentEnd(raw, at, code)
    elements.push(Buffer.concat([Buffer.from([code]), raw.subarray(at, end)]))
    at = end
  }
  return elements
}

/** A described value with the number of its type, which clients may also give by name; undefined without descriptor. */
export function readDescribed(raw: Raw): { readonly code: number; readonly value: Raw } | undefined {
  if (raw[0] !== 0x00) return undefined
  const valueAt = valueEnd(raw, 1)
  const descriptor = raw.subarray(1, valueAt)
  const code = readUlong(descriptor) ?? descriptorNumbers.get(readText(descriptor) ?? '')
  return { code: code ?? Number.NaN, value: raw.subarray(valueAt) }
}

function items(raw: Raw, short: number, long: number, kind: string): Raw[] {
  if (raw[0] === short) return split(raw.subarray(3))
  if (raw[0] === long) return split(raw.subarray(9))
  throw new Refusal('amqp:decode-error', `A ${kind} was expected.`)
}

function contentEnd(bytes: Buffer, at: number, code: number): number {
  const category = code >>> 4
  const fixed = fixedWidths[category - 4]
  if (fixed !== undefined) return at + fixed
  return category % 2 === 0 ? at + 1 + (bytes[at] ?? 0) : at + 4 + bytes.readUInt32BE(at)
}
