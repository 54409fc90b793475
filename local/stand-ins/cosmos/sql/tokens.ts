import { badRequest, notDone } from '../answers.ts'

export type Token = {
  readonly kind: 'word' | 'text' | 'number' | 'parameter' | 'sign' | 'end'
  /** As written; for texts, what is between the quotes with its escapes resolved. */
  readonly text: string
  /** Words in upper case, for keywords. */
  readonly upper: string
  readonly at: number
}

const pattern =
  /\s+|(?<comment>--[^\n]*)|(?<word>[A-Za-z_$][\w$]*)|(?<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?<parameter>@\w+)|(?<quoted>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|(?<sign><=|>=|!=|<>|\?\?|\|\||<<|>>|[-+*=<>().,:{}[\]/%&|^~?!;])/gsuy

const escapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }

/** https://learn.microsoft.com/azure/cosmos-db/concepts-limits#sql-query-limits */
const queryLengthMax = 512 * 1024

export function tokenize(query: string): readonly Token[] {
  if (query.length > queryLengthMax)
    throw badRequest(`The SQL query text exceeded the maximum limit of ${queryLengthMax} characters.`)
  const tokens: Token[] = []
  pattern.lastIndex = 0
  while (pattern.lastIndex < query.length) {
    const at = pattern.lastIndex
    const groups = pattern.exec(query)?.groups
    if (groups === undefined) throw syntaxError(query.slice(at, at + 20), at)
    const { word, number, parameter, quoted, sign } = groups
    if (word !== undefined) tokens.push({ kind: 'word', text: word, upper: word.toUpperCase(), at })
    else if (number !== undefined) tokens.push(token('number', number, at))
    else if (parameter !== undefined) tokens.push(token('parameter', parameter, at))
    else if (quoted !== undefined) tokens.push({ ...token('text', resolveEscapes(quoted), at), upper: '' })
    else if (sign !== undefined) tokens.push(token('sign', sign === '<>' ? '!=' : sign, at))
  }
  tokens.push(token('end', 'end of query', query.length))
  return tokens
}

export function syntaxError(near: string, at: number): Error {
  return badRequest(`Syntax error, incorrect syntax near '${near}' at position ${at}.`)
}

/** Valid Cosmos SQL that the stand-in leaves out. */
export function unsupported(token: string): Error {
  return notDone(`the query token '${token}'`)
}

function token(kind: Token['kind'], text: string, at: number): Token {
  return { kind, text, upper: kind === 'sign' ? text : '', at }
}

function resolveEscapes(quoted: string): string {
  return quoted.slice(1, -1).replace(/\\(u([0-9a-fA-F]{4})|.)/gs, (_, escaped: string, hex?: string) => {
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16))
    return escapes[escaped] ?? escaped
  })
}
