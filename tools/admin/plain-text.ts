/**
 * What a terminal would obey, or what changes the order of letters: control characters, marks of direction, line
 * separators. The two joiners stay, since names in several scripts need them.
 */
const obeyed = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu
const joiners = new Set(['\u200c', '\u200d'])

/** Any text on one line, with nothing in it that a terminal obeys: names are whatever people have chosen. */
export function plain(text: string): string {
  return text.toWellFormed().replaceAll(obeyed, (one) => (joiners.has(one) ? one : escaped(one)))
}

/** The same for JSON, whose value stays what it is: only its writing changes. */
export function plainJson(value: unknown, indent?: number): string {
  // What is whitespace in JSON stands outside of texts; inside of them JSON.stringify has escaped it.
  return JSON.stringify(value, null, indent).replaceAll(obeyed, (one) => (one === '\n' ? one : escaped(one)))
}

function escaped(character: string): string {
  const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at))
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('')
}

const segments = new Intl.Segmenter('en', { granularity: 'grapheme' })
const wide =
  /^(?:\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6])/u

/** How many columns of a terminal it takes. */
export function widthOf(text: string): number {
  let width = 0
  for (const { segment } of segments.segment(text)) width += wide.test(segment) ? 2 : 1
  return width
}

export function padded(text: string, width: number, right = false): string {
  const space = ' '.repeat(Math.max(0, width - widthOf(text)))
  return right ? space + text : text + space
}
