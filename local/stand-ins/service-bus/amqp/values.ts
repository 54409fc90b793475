/**
 * AMQP 1.0 values as bytes. Messages pass through without being decoded, because JavaScript has no long, uuid, decimal
 * or symbol to hold them in; so values are cut out (`slices.ts`) and put together here as slices
 * (https://docs.oasis-open.org/amqp/core/v1.0/os/amqp-core-types-v1.0-os.html).
 */
export type Raw = Buffer

export const nil: Raw = Buffer.from([0x40])

export const arrayOf = { long: 0x81, timestamp: 0x83, uuid: 0x98, symbol: 0xb3 } as const

const emptyList: Raw = Buffer.from([0x45])
const yes: Raw = Buffer.from([0x41])
const no: Raw = Buffer.from([0x42])

export function boolean(value: boolean): Raw {
  return value ? yes : no
}

export function ubyte(value: number): Raw {
  return Buffer.from([0x50, value])
}

export function ushort(value: number): Raw {
  const raw = Buffer.allocUnsafe(3)
  raw[0] = 0x60
  raw.writeUInt16BE(value, 1)
  return raw
}

export function uint(value: number): Raw {
  const raw = Buffer.allocUnsafe(5)
  raw[0] = 0x70
  raw.writeUInt32BE(value, 1)
  return raw
}

export function ulong(value: number): Raw {
  return Buffer.concat([Buffer.from([0x80]), longBytes(value)])
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

export function symbols(values: readonly string[]): Raw {
  const elements = values.map((value) => {
    const bytes = Buffer.from(value, 'ascii')
    const size = Buffer.allocUnsafe(4)
    size.writeUInt32BE(bytes.length, 0)
    return Buffer.concat([size, bytes])
  })
  return array(arrayOf.symbol, elements)
}

export function binary(value: Buffer): Raw {
  return sized(0xa0, value)
}

export function list(items: readonly Raw[]): Raw {
  return items.length === 0 ? emptyList : compound(0xd0, items.length, items)
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
