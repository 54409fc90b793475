import { Refusal } from './refusal.ts'

/**
 * What may come over the wire, checked before anything is built of it: every length fits into what is around it, every
 * count into its length (https://docs.oasis-open.org/amqp/core/v1.0/os/amqp-core-types-v1.0-os.html).
 */

/** Far deeper than any client library nests; without an end, a chain of descriptors would use up the stack. */
const deepest = 64

/** Elements of an array may have no bytes, such as null: a count of four bytes could ask for thousands of millions. */
const bytelessMax = 1_000

const known = new Set([
  ...[0x40, 0x41, 0x42, 0x43, 0x44, 0x45, 0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x60, 0x61],
  ...[0x70, 0x71, 0x72, 0x73, 0x74, 0x80, 0x81, 0x82, 0x83, 0x84, 0x94, 0x98],
  ...[0xa0, 0xa1, 0xa3, 0xb0, 0xb1, 0xb3, 0xc0, 0xc1, 0xd0, 0xd1, 0xe0, 0xf0],
])

/** By the upper half of a type code from 0x4 on: so many bytes follow it. */
const fixedWidths = [0, 1, 2, 4, 8, 16]

/** Checks values that stand one behind the other. */
export function checkValues(bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) at = checkValue(bytes, at, bytes.length)
}

/** Checks the value at `at` to its last byte, which lies before `limit`, and says where it ends. */
export function checkValue(bytes: Buffer, at: number, limit: number, depth = 0): number {
  const codeAt = checkDescriptors(bytes, at, limit, depth)
  return checkContent(bytes, codeAt + 1, limit, bytes[codeAt] ?? 0xff, depth)
}

/** Skips descriptors and says where the code of the primitive type stands. */
function checkDescriptors(bytes: Buffer, at: number, limit: number, depth: number): number {
  let codeAt = at
  for (let nested = depth; bytes[codeAt] === 0x00; nested += 1) {
    if (nested >= deepest) throw malformed('it is nested too deep')
    codeAt = checkValue(bytes, codeAt + 1, limit, nested + 1)
  }
  if (codeAt >= limit) throw malformed('its end is missing')
  return codeAt
}

/** Checks what follows the code of a primitive type. */
function checkContent(bytes: Buffer, at: number, limit: number, code: number, depth: number): number {
  if (!known.has(code)) throw malformed(`0x${code.toString(16)} is no type`)
  const category = code >>> 4
  const fixed = fixedWidths[category - 4]
  if (fixed !== undefined) {
    if (at + fixed > limit) throw malformed('its end is missing')
    if (code === 0x56 && (bytes[at] ?? 0) > 1) throw malformed('a boolean is 0 or 1')
    return at + fixed
  }
  const width = category % 2 === 0 ? 1 : 4
  const end = at + width + readSize(bytes, at, width, limit)
  if (end > limit) throw malformed('it is longer than what is around it')
  if (category >= 0xc) {
    if (depth >= deepest) throw malformed('it is nested too deep')
    const last =
      category >= 0xe
        ? checkArray(bytes, at + width, end, width, depth)
        : checkCompound(bytes, at + width, end, width, depth, code === 0xc1 || code === 0xd1)
    if (last !== end) throw malformed('its size and its count differ')
  }
  return end
}

function checkCompound(
  bytes: Buffer,
  at: number,
  end: number,
  width: 1 | 4,
  depth: number,
  isMap: boolean,
): number {
  const count = readSize(bytes, at, width, end)
  if (isMap && count % 2 === 1) throw malformed('a key of a map has no value')
  let next = at + width
  for (let left = count; left > 0; left -= 1) next = checkValue(bytes, next, end, depth + 1)
  return next
}

function checkArray(bytes: Buffer, at: number, end: number, width: 1 | 4, depth: number): number {
  const count = readSize(bytes, at, width, end)
  if (count === 0 && at + width === end) return end
  const codeAt = checkDescriptors(bytes, at + width, end, depth + 1)
  const code = bytes[codeAt] ?? 0xff
  if (code >>> 4 === 0x4 && count > bytelessMax) throw malformed(`${count} elements have no bytes`)
  let next = codeAt + 1
  for (let left = count; left > 0; left -= 1) next = checkContent(bytes, next, end, code, depth + 1)
  return next
}

function readSize(bytes: Buffer, at: number, width: 1 | 4, limit: number): number {
  if (at + width > limit) throw malformed('its end is missing')
  return width === 1 ? (bytes[at] ?? 0) : bytes.readUInt32BE(at)
}

function malformed(why: string): Refusal {
  return new Refusal('amqp:decode-error', `The bytes are no AMQP 1.0 value: ${why}.`)
}
