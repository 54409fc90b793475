import { Refusal } from './refusal.ts'

/**
 * AMQP 1.0 values as bytes. Messages pass through without being decoded, because rhea turns long, uuid, decimal and
 * symbol into plain JavaScript values and writes them back as other types; so values are cut out and put together
 * here as slices (https://docs.oasis-open.org/amqp/core/v1.0/os/amqp-core-types-v1.0-os.html).
 */
export type Raw = Buffer

export const nil: Raw = Buffer.from([0x40])

export const arrayOf = { long: 0x81, timestamp: 0x83, uuid: 0x98 } as const

export function boolean(value: boolean): Raw {
  return Buffer.from([value ? 0x41 : 0x42])
}

export function uint(value: number): Raw {
  const raw = Buffer.allocUnsafe(5)
  raw[0] = 0x70
  raw.writeUInt32BE(value, 1)
  return raw
}

export function int(value: number): Raw {
  const raw = Buffer.allocUnsafe(5)
  raw[0] = 0x71
  raw.writeInt32BE(value, 1)
  return raw
}

export function long(value: number): Raw {
  return Buffer.concat([Buffer.from([0x81]), longBytes(value)])
}

export function timestamp(epochMs: number): Raw {
  return Buffer.concat([Buffer.from([0x83]), longBytes(epochMs)])
}

/** The eight bytes without a constructor, as array elements need them. */
export function longBytes(value: number): Raw {
  const raw = Buffer.allocUnsafe(8)
  raw.writeBigInt64BE(BigInt(value), 0)
  return raw
}

export function uuid(bytes: Buffer): Raw {
  return Buffer.concat([Buffer.from([0x98]), bytes])
}

export function string(value: string): Raw {
  return sized(0xa1, Buffer.from(value, 'utf8'))
}

export function symbol(value: string): Raw {
  return sized(0xa3, Buffer.from(value, 'ascii'))
}

export function binary(value: Buffer): Raw {
  return sized(0xa0, value)
}

export function list(items: readonly Raw[]): Raw {
  return compound(0xd0, items.length, items)
}

/** Takes keys and values by turns. */
export function map(pairs: readonly Raw[]): Raw {
  return compound(0xd1, pairs.length, pairs)
}

/** All elements have the constructor `code` and come without it. */
export function array(code: number, elements: readonly Raw[]): Raw {
  return compound(0xf0, elements.length, [Buffer.from([code]), ...elements])
}

export function described(code: number, value: Raw): Raw {
  return Buffer.concat([Buffer.from([0x00, 0x53, code]), value])
}

/** Where the value that starts at `at` ends. */
export function valueEnd(bytes: Buffer, at: number): number {
  const code = bytes[at] ?? 0xff
  if (code === 0x00) return valueEnd(bytes, valueEnd(bytes, at + 1))
  const end = at + 1 + widthAfterCode(bytes, at + 1, code)
  if (end > bytes.length) throw malformed()
  return end
}

/** The elements of a list, or keys and values of a map by turns. */
export function elements(raw: Raw): Raw[] {
  const code = raw[0]
  if (code === 0x45 || code === 0x40) return []
  const wide = code === 0xd0 || code === 0xd1
  if (!wide && code !== 0xc0 && code !== 0xc1) throw malformed()
  return split(raw.subarray(wide ? 9 : 3, valueEnd(raw, 0)))
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

/** Text of a string, symbol or nothing; undefined for every other type. */
export function text(raw: Raw | undefined): string | undefined {
  const code = raw?.[0]
  if (raw === undefined || (code !== 0xa1 && code !== 0xa3 && code !== 0xb1 && code !== 0xb3))
    return undefined
  return raw.toString('utf8', code < 0xb0 ? 2 : 5)
}

export function isNil(raw: Raw | undefined): boolean {
  return raw === undefined || raw.length === 0 || raw[0] === 0x40
}

function widthAfterCode(bytes: Buffer, at: number, code: number): number {
  switch (code >>> 4) {
    case 0x4:
      return 0
    case 0x5:
      return 1
    case 0x6:
      return 2
    case 0x7:
      return 4
    case 0x8:
      return 8
    case 0x9:
      return 16
    case 0xa:
    case 0xc:
    case 0xe:
      return 1 + (bytes[at] ?? bytes.length)
    case 0xb:
    case 0xd:
    case 0xf:
      return 4 + (at + 4 <= bytes.length ? bytes.readUInt32BE(at) : bytes.length)
    default:
      throw malformed()
  }
}

function sized(shortCode: number, content: Buffer): Raw {
  if (content.length < 256) return Buffer.concat([Buffer.from([shortCode, content.length]), content])
  const head = Buffer.allocUnsafe(5)
  head[0] = shortCode + 0x10
  head.writeUInt32BE(content.length, 1)
  return Buffer.concat([head, content])
}

function compound(code: number, count: number, parts: readonly Raw[]): Raw {
  const head = Buffer.allocUnsafe(9)
  const size = parts.reduce((sum, part) => sum + part.length, 4)
  head[0] = code
  head.writeUInt32BE(size, 1)
  head.writeUInt32BE(count, 5)
  return Buffer.concat([head, ...parts], size + 5)
}

function malformed(): Refusal {
  return new Refusal('amqp:decode-error', 'The bytes are no AMQP 1.0 value.')
}
