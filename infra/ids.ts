import { createHash, randomUUID } from 'node:crypto'
import type { Ids } from '#core/ports/ids.ts'

export const randomIds: Ids = { next: () => randomUUID(), derive: deriveGuid }

/** The same GUID for the same text, always: the first 122 bits of its SHA-256 as a UUID of version 8 (RFC 9562). */
export function deriveGuid(text: string): string {
  const bytes = createHash('sha256').update(text, 'utf8').digest().subarray(0, 16)
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
