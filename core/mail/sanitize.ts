/** Names come from outside: here they lose what could act on the mail that carries them. */

/**
 * One line of plain text: no control characters (a line break would start another header), no characters that turn
 * the reading direction or hide, no half characters, not longer than `charactersMax`.
 */
export function oneLine(text: string, charactersMax = 120): string {
  const characters = [...text.toWellFormed().replace(acting, ' ').replace(/\s+/gu, ' ').trim()]
  return characters.length <= charactersMax
    ? characters.join('')
    : `${characters.slice(0, charactersMax - 1).join('')}…`
}

/**
 * Control characters, line and paragraph separators, direction marks and overrides, invisible fillers, tag characters.
 * The joiners U+200C and U+200D stay: names in Persian and in Indian scripts need them.
 */
const acting =
  /[\p{Cc}\u2028\u2029\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '')
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
