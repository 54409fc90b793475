/** What YAML says, in the little of it that azure.yaml needs. */
export type Yaml = string | readonly Yaml[] | { readonly [key: string]: Yaml }

interface Line {
  readonly indent: number
  readonly text: string
  readonly number: number
}

/** What is not understood, and where it stands. */
export class NotYaml extends Error {
  readonly line: number

  constructor(line: number, what: string) {
    super(what)
    this.line = line
  }
}

/**
 * Reads maps, lists and texts on one line, with or without quotes, and comments. Everything else of YAML throws: blocks
 * of text, anchors, tags, braces and brackets, tabs.
 */
export function parseYaml(text: string): Yaml {
  const lines = text.split(/\r?\n/).flatMap((whole, at): Line[] => {
    const number = at + 1
    const indent = whole.search(/\S/)
    if (indent < 0 || whole[indent] === '#') return []
    if (whole.slice(0, indent).includes('\t')) throw new NotYaml(number, `a tab`)
    return [{ indent, text: whole.slice(indent).trimEnd(), number }]
  })
  const [value, rest] = block(lines)
  if (rest[0]) throw new NotYaml(rest[0].number, `indented less than what it belongs to`)
  return value
}

function block(lines: readonly Line[]): readonly [Yaml, readonly Line[]] {
  const [first] = lines
  if (!first) return ['', []]
  return first.text.startsWith('- ') ? list(lines, first.indent) : map(lines, first.indent)
}

function list(lines: readonly Line[], indent: number): readonly [Yaml, readonly Line[]] {
  const items: Yaml[] = []
  let rest = lines
  for (let line = rest[0]; line?.indent === indent && line.text.startsWith('- '); line = rest[0]) {
    const text = line.text.slice(2).trimStart()
    const inner = indent + line.text.length - text.length
    if (/^[\w.-]+:(?: |$)/.test(text)) {
      const [item, after] = map([{ ...line, indent: inner, text }, ...rest.slice(1)], inner)
      items.push(item)
      rest = after
    } else {
      items.push(scalar(text, line.number))
      rest = rest.slice(1)
    }
  }
  return [items, rest]
}

function map(lines: readonly Line[], indent: number): readonly [Yaml, readonly Line[]] {
  const entries: [string, Yaml][] = []
  let rest = lines
  for (let line = rest[0]; line?.indent === indent; line = rest[0]) {
    const { key, value } = /^(?<key>[\w.-]+):(?: +(?<value>.*))?$/.exec(line.text)?.groups ?? {}
    if (key === undefined) throw new NotYaml(line.number, `expected a name and a colon`)
    if (entries.some(([other]) => other === key)) throw new NotYaml(line.number, `${key} is there already`)
    rest = rest.slice(1)
    const given = value?.replace(/(?:^|\s)#.*$/, '').trim()
    if (given) entries.push([key, scalar(given, line.number)])
    else if (rest[0] && rest[0].indent > indent) {
      const [inner, after] = block(rest)
      entries.push([key, inner])
      rest = after
    } else entries.push([key, ''])
  }
  if (rest[0] && rest[0].indent > indent)
    throw new NotYaml(rest[0].number, `indented more than its neighbours`)
  return [Object.fromEntries(entries), rest]
}

function scalar(text: string, line: number): string {
  const quoted = /^'(?<single>(?:[^']|'')*)'$|^"(?<double>[^"\\]*)"$/.exec(text)?.groups
  if (quoted) return quoted['single']?.replaceAll("''", "'") ?? quoted['double'] ?? ''
  if (/^['"|>&*!%@`{[]/.test(text) || /: |\s#/.test(text))
    throw new NotYaml(line, `this YAML is not understood: ${text}`)
  return text
}

export function part(yaml: Yaml | undefined, name: string): Yaml | undefined {
  return entries(yaml).find(([key]) => key === name)?.[1]
}

export function entries(yaml: Yaml | undefined): readonly (readonly [string, Yaml])[] {
  if (yaml === undefined || typeof yaml === 'string') return []
  return Object.entries(yaml)
}

export function textOf(yaml: Yaml | undefined): string | undefined {
  return typeof yaml === 'string' && yaml !== '' ? yaml : undefined
}
