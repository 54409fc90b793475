/** What others wrote, on one line: no control characters, nothing that is not seen or turns the direction of reading. */
export function printable(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')
    .replace(/\p{C}|\p{Variation_Selector}/gu, '')
    .replace(/\s+/g, ' ')
    .trim()
}
