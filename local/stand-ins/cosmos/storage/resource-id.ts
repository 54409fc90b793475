/** `_rid`s as production builds them: 4 bytes of database, 4 of container, 8 of document; base64 with `-` for `/`. */

export function databaseRid(database: number): string {
  return encode([database])
}

/** Exactly 8 bytes: the client's session container accepts nothing else. */
export function containerRid(database: number, container: number): string {
  return encode([database, container])
}

/** The document's own number stands with its last byte first, and by that number the client orders equal values. */
export function documentRid(database: number, container: number, sequence: number): string {
  const bytes = Buffer.alloc(16)
  bytes.writeUInt32BE(database, 0)
  bytes.writeUInt32BE(container, 4)
  bytes.writeBigUInt64LE(BigInt(sequence), 8)
  return inBase64(bytes)
}

function encode(words: readonly number[]): string {
  const bytes = Buffer.alloc(words.length * 4)
  for (const [i, word] of words.entries()) bytes.writeUInt32BE(word, i * 4)
  return inBase64(bytes)
}

function inBase64(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('/', '-')
}
