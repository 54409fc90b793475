/** Words 40 % longer, between brackets: what is cut off, does not fit, or was never a word of ours, is seen. */
export function longer<Words>(words: Words): Words {
  if (typeof words === 'string') return lengthened(words) as Words
  if (typeof words === 'function') return ((...given: unknown[]) => longer(words(...given))) as Words
  if (Array.isArray(words)) return words.map(longer) as Words
  if (typeof words === 'object' && words !== null)
    return Object.fromEntries(Object.entries(words).map(([key, value]) => [key, longer(value)])) as Words
  return words
}

function lengthened(text: string): string {
  return `[${text}${'~'.repeat(Math.ceil(text.length * 0.4))}]`
}
