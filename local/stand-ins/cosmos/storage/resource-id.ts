/** `_rid`s as production builds them: 4 bytes of database, 4 of container, 8 of document; base64 with `-` for `/`. */

export function databaseRid(database: number): string {
  return encode([database])
}

/** Exactly 8 bytes: the client's session container accepts nothing else. */
export function containerRid(database: number, container: number): string {
  return encode([database, container])
}

export function documentRid(database: number, container: number, sequence: number): string {
  return encode([database, container, Math.floor(sequence / 2 ** 32), sequence >>> 0])
}

function encode(words: readonly number[]): string {
  const bytes = Buffer.alloc(words.length * 4)
  for (const [i, word] of words.entries()) bytes.writeUInt32BE(word, i * 4)
  return bytes.toString('base64').replaceAll('/', '-')
}
