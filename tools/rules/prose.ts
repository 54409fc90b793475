/** A TypeScript file with everything but its comments and sentences blanked, so that each word keeps its place. */
export function proseOfCode(code: string): string {
  let prose = ''
  let at = 0
  for (const { kind, start, end } of partsOf(code)) {
    const part = code.slice(start, end)
    const isSentence = kind === 'comment' || /\S\s+\S/.test(part)
    prose += blank(code.slice(at, start)) + (isSentence ? part : blank(part))
    at = end
  }
  return prose + blank(code.slice(at))
}

/** Markdown without its blocks of code; diagrams stay. */
export function proseOfMarkdown(markdown: string): string {
  return markdown.replace(/^```(?!mermaid)[\s\S]*?^```/gm, blank)
}

export function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ')
}

export interface Part {
  readonly kind: 'comment' | 'text'
  readonly start: number
  readonly end: number
}

/** The comments of a TypeScript file and its texts without quotes, in order; a template gives one text between holes. */
export function* partsOf(code: string): Generator<Part> {
  /** How many braces are open in each hole of a template. */
  const holes: number[] = []
  /** What a slash is judged by; each text and pattern stands in it as a value. */
  let before = ''
  let at = 0
  while (at < code.length) {
    const sign = code[at] ?? ''
    if (code.startsWith('//', at) || code.startsWith('/*', at)) {
      const end = code[at + 1] === '/' ? endOf(code, at, /\n/g) : endOf(code, at + 2, /\*\//g)
      yield { kind: 'comment', start: at, end }
      at = end + (code[end] === '*' ? 2 : 0)
    } else if (sign === "'" || sign === '"') {
      const end = endOf(code, at + 1, sign === "'" ? /\\[\s\S]|(')/g : /\\[\s\S]|(")/g)
      yield { kind: 'text', start: at + 1, end }
      before += '0'
      at = end + 1
    } else if (sign === '`' || (sign === '}' && holes.at(-1) === 0)) {
      if (sign === '}') holes.pop()
      const end = endOf(code, at + 1, /\\[\s\S]|(`|\$\{)/g)
      yield { kind: 'text', start: at + 1, end }
      const isHole = code[end] === '$'
      if (isHole) holes.push(0)
      before += isHole ? '(' : '0'
      at = end + (isHole ? 2 : 1)
    } else if (sign === '/' && isPattern(before)) {
      at = endOf(code, at + 1, /\\[\s\S]|\[(?:\\[\s\S]|[^\]\\])*\]|(\/)/g) + 1
      before += '0'
    } else {
      const open = holes.at(-1)
      if (open !== undefined && /[{}]/.test(sign)) holes[holes.length - 1] = open + (sign === '{' ? 1 : -1)
      before += sign
      at += 1
    }
  }
}

/** A slash begins a pattern unless a value stands before it. */
function isPattern(before: string): boolean {
  const last = before.slice(-20).trimEnd()
  return (
    !/[\w$)\]]$/.test(last) ||
    /\b(?:return|typeof|case|in|of|do|else|void|delete|throw|await|yield)$/.test(last)
  )
}

/** Where the sign in brackets is next; what a pattern finds without one is skipped, and no brackets mean all. */
function endOf(code: string, from: number, pattern: RegExp): number {
  pattern.lastIndex = from
  for (let found = pattern.exec(code); found; found = pattern.exec(code)) {
    if (found.length === 1 || found[1] !== undefined) return found.index
  }
  return code.length
}
