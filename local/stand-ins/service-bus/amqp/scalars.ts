import type { Raw } from './values.ts'

/** Reading values of one type; each function gives undefined for a value of another type. */

export function isNil(raw: Raw | undefined): boolean {
  return raw === undefined || raw.length === 0 || raw[0] === 0x40
}

/** Strings and symbols: client libraries mix them up. */
export function readText(raw: Raw): string | undefined {
  const code = raw[0]
  if (code === 0xa1 || code === 0xa3) return raw.toString('utf8', 2)
  if (code === 0xb1 || code === 0xb3) return raw.toString('utf8', 5)
  return undefined
}

export function readBinary(raw: Raw): Buffer | undefined {
  if (raw[0] === 0xa0) return raw.subarray(2)
  if (raw[0] === 0xb0) return raw.subarray(5)
  return undefined
}

export function readUuid(raw: Raw): Buffer | undefined {
  return raw[0] === 0x98 ? raw.subarray(1) : undefined
}

export function readBoolean(raw: Raw): boolean | undefined {
  if (raw[0] === 0x41) return true
  if (raw[0] === 0x42) return false
  return raw[0] === 0x56 ? raw[1] === 1 : undefined
}

export function readUbyte(raw: Raw): number | undefined {
  return raw[0] === 0x50 ? raw[1] : undefined
}

export function readUshort(raw: Raw): number | undefined {
  return raw[0] === 0x60 ? raw.readUInt16BE(1) : undefined
}

export function readUint(raw: Raw): number | undefined {
  if (raw[0] === 0x70) return raw.readUInt32BE(1)
  if (raw[0] === 0x52) return raw[1]
  return raw[0] === 0x43 ? 0 : undefined
}

/** Undefined also for numbers above 2^53, which mean nothing here. */
export function readUlong(raw: Raw): number | undefined {
  if (raw[0] === 0x53) return raw[1]
  if (raw[0] === 0x80) return safe(raw.readBigUInt64BE(1))
  return raw[0] === 0x44 ? 0 : undefined
}

export function readTimestamp(raw: Raw): number | undefined {
  return raw[0] === 0x83 ? safe(raw.readBigInt64BE(1)) : undefined
}

/** Whole numbers of every type, because client libraries choose it by the size of the number. */
export function readInteger(raw: Raw): number | undefined {
  switch (raw[0]) {
    case 0x51:
    case 0x54:
    case 0x55:
      return raw.readInt8(1)
    case 0x61:
      return raw.readInt16BE(1)
    case 0x71:
      return raw.readInt32BE(1)
    case 0x81:
      return safe(raw.readBigInt64BE(1))
    default:
      return readUbyte(raw) ?? readUshort(raw) ?? readUint(raw) ?? readUlong(raw)
  }
}

function safe(value: bigint): number | undefined {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : undefined
}
