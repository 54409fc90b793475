/**
 * The first name that stands twice in one object of a JSON text, or `undefined`. `JSON.parse` silently takes the last
 * one and other readers the first, so two readers of one token could see two people. The text must be valid JSON.
 */
export function duplicateName(json: string): string | undefined {
  const open: (Set<string> | undefined)[] = []
  let lastText: string | undefined
  for (const [piece] of json.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]:,]/g)) {
    switch (piece) {
      case '{':
        open.push(new Set())
        break
      case '[':
        open.push(undefined)
        break
      case '}':
      case ']':
        open.pop()
        break
      case ':': {
        // Only after a name: colons within texts belong to the pieces that are texts.
        const names = open.at(-1)
        if (lastText === undefined || !names) break
        if (names.has(lastText)) return lastText
        names.add(lastText)
        break
      }
      case ',':
        break
      default:
        lastText = JSON.parse(piece) // Escapes spell the same name in other letters.
    }
  }
  return undefined
}
