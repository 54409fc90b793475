/**
 * What others wrote, ready to print on one line: no control characters, nothing that is not seen or turns the direction
 * of reading, and a box for what the font has no shape for.
 */
export function printable(text: string): string {
  const line = text
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')
    .replace(/\p{C}|\p{Variation_Selector}/gu, '')
    .replace(/\s+/g, ' ')
    .trim()
  return Array.from(line, (character) => (isInFont(character.codePointAt(0) ?? 0) ? character : '□')).join('')
}

/** Inter has Latin, Greek and Cyrillic, what stands between words, and currencies. */
const inFont: readonly (readonly [first: number, last: number])[] = [
  [0x20, 0x7e],
  [0xa0, 0x24f],
  [0x300, 0x304],
  [0x306, 0x30a],
  [0x323, 0x328],
  [0x374, 0x3d7],
  [0x3f0, 0x4ff],
  [0x1e01, 0x1fff],
  [0x2011, 0x2055],
  [0x20a1, 0x20bf],
  [0x2116, 0x2116],
  [0x2122, 0x2122],
]

function isInFont(codePoint: number): boolean {
  return inFont.some(([first, last]) => first <= codePoint && codePoint <= last)
}
