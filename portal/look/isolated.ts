/** What turns the direction of text, or ends such a turn: a name has no need of it. */
const turns = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]|[\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u

/**
 * A name within a sentence of ours, where no `<bdi>` can be: in its own direction, and without a say in that of the
 * words after it. (Unicode Standard Annex 9, 2.7)
 */
export function isolated(name: string): string {
  const text = name.replace(turns, '')
  return rightToLeft.test(text) ? `\u2068${text}\u2069` : text
}

/** The same words, whose functions isolate every text that is put into them. */
export function isolating<Words>(words: Words): Words {
  if (typeof words === 'function')
    return ((...given: unknown[]) =>
      words(...given.map((one) => (typeof one === 'string' ? isolated(one) : one)))) as Words
  if (Array.isArray(words)) return words.map(isolating) as Words
  if (typeof words === 'object' && words !== null)
    return Object.fromEntries(Object.entries(words).map(([key, value]) => [key, isolating(value)])) as Words
  return words
}
