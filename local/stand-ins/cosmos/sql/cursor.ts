import { badRequest } from '../answers.ts'
import { syntaxError, type Token, tokenize, unsupported } from './tokens.ts'

const clauses = new Set(['WHERE', 'ORDER', 'GROUP', 'OFFSET', 'JOIN', 'IN', 'LIMIT'])
/** Reserved in production too: `c.value` is an error there, `c["value"]` is not. */
const reserved = new Set(
  'AND ARRAY AS ASC BETWEEN BY DESC DISTINCT EXISTS FALSE FROM GROUP IN JOIN LIKE NOT NULL OR ORDER SELECT TOP TRUE UDF UNDEFINED VALUE WHERE'.split(
    ' ',
  ),
)
const leftOutSigns = new Set(['/', '%', '||', '??', '?', '&', '|', '^', '~', '<<', '>>'])
/** Nesting beyond this is refused rather than left to the call stack. */
const depthMax = 100

export function isReserved(word: string): boolean {
  return reserved.has(word)
}

/** A place in the tokens of a query, and what the parser knows so far. */
export class SqlCursor {
  place = 0
  /** The name that FROM gives the document. */
  alias = ''
  /** Aggregates stand in the selection only, as they are or in arrays and objects. */
  allowsAggregates = false
  readonly #tokens: readonly Token[]
  #depth = 0

  constructor(text: string) {
    this.#tokens = tokenize(text)
  }

  get token(): Token {
    return this.#tokens[this.place] as Token
  }

  /** Runs a part of the parser one level deeper. */
  deeper<T>(parse: () => T): T {
    if (++this.#depth > depthMax)
      throw badRequest(`The query nests more than ${depthMax} levels deep at position ${this.token.at}.`)
    const result = parse()
    this.#depth--
    return result
  }

  isLeftOutSign(): boolean {
    return this.token.kind === 'sign' && leftOutSigns.has(this.token.text)
  }

  identifier(): string {
    const { kind, text, upper } = this.token
    if (kind !== 'word' || reserved.has(upper)) throw this.unexpected()
    this.advance()
    return text
  }

  nameOrText(): string {
    if (this.token.kind !== 'text') return this.identifier()
    const { text } = this.token
    this.advance()
    return text
  }

  advance(): void {
    this.place++
  }

  isWord(word: string): boolean {
    return this.token.kind === 'word' && this.token.upper === word
  }

  isSign(sign: string): boolean {
    return this.token.kind === 'sign' && this.token.text === sign
  }

  isClause(): boolean {
    return clauses.has(this.token.upper)
  }

  acceptWord(word: string): boolean {
    const is = this.isWord(word)
    if (is) this.advance()
    return is
  }

  acceptSign(sign: string): boolean {
    const is = this.isSign(sign)
    if (is) this.advance()
    return is
  }

  expectWord(word: string): void {
    if (!this.acceptWord(word)) throw this.unexpected()
  }

  expectSign(sign: string): void {
    if (!this.acceptSign(sign)) throw this.unexpected()
  }

  unexpected(): Error {
    const { kind, text, upper, at } = this.token
    if (this.isLeftOutSign()) return unsupported(text)
    if (kind === 'word' && (upper === 'LIKE' || upper === 'JOIN' || upper === 'GROUP'))
      return unsupported(upper)
    return syntaxError(text, at)
  }
}
