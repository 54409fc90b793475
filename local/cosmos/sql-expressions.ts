import type { Value } from './json.ts'
import { functionNames } from './sql-functions.ts'
import { aggregateNames, type BinaryOperator, type Expression, type Property } from './sql-syntax.ts'
import { syntaxError, type Token, tokenize, unsupported } from './sql-tokens.ts'

const clauses = new Set(['WHERE', 'ORDER', 'GROUP', 'OFFSET', 'JOIN', 'IN', 'LIMIT'])
/** Reserved in production too: `c.value` is an error there, `c["value"]` is not. */
const reserved = new Set(
  'AND ARRAY AS ASC BETWEEN BY DESC DISTINCT EXISTS FALSE FROM GROUP IN JOIN LIKE NOT NULL OR ORDER SELECT TOP TRUE UDF UNDEFINED VALUE WHERE'.split(
    ' ',
  ),
)
const comparisons = new Set(['=', '!=', '<', '<=', '>', '>='])
const leftOutSigns = new Set(['/', '%', '||', '??', '?', '&', '|', '^', '~', '<<', '>>'])
const constants = new Map<string, Value>([
  ['TRUE', true],
  ['FALSE', false],
  ['NULL', null],
  ['UNDEFINED', undefined],
])
/** Nesting beyond this is refused rather than left to the call stack. */
const depthMax = 100

/** Expressions of Cosmos SQL by recursive descent, from the loosest operator down to the tightest. */
export class SqlExpressions {
  protected place = 0
  protected alias = ''
  readonly #tokens: readonly Token[]
  #depth = 0
  #allowsAggregates = false

  constructor(text: string) {
    this.#tokens = tokenize(text)
  }

  protected get token(): Token {
    return this.#tokens[this.place] as Token
  }

  protected expression(allowsAggregates = false): Expression {
    if (++this.#depth > depthMax) throw syntaxError(this.token.text, this.token.at)
    this.#allowsAggregates = allowsAggregates
    const value = this.#or()
    this.#depth--
    return value
  }

  protected primary(): Expression {
    const { kind, text, upper, at } = this.token
    if (kind === 'number' || kind === 'text') {
      this.advance()
      return { kind: 'constant', value: kind === 'number' ? Number(text) : text }
    }
    if (kind === 'parameter') {
      this.advance()
      return { kind: 'parameter', name: text }
    }
    if (this.acceptSign('(')) {
      if (this.isWord('SELECT')) throw unsupported('SELECT in an expression')
      const value = this.expression()
      this.expectSign(')')
      return value
    }
    if (this.acceptSign('[')) return { kind: 'array', items: this.#list(']') }
    if (this.acceptSign('{')) return this.#object()
    if (kind !== 'word') throw this.unexpected()
    if (constants.has(upper)) {
      this.advance()
      return { kind: 'constant', value: constants.get(upper) }
    }
    if (upper === 'EXISTS' || upper === 'ARRAY' || upper === 'UDF') throw unsupported(text)
    if (reserved.has(upper)) throw this.unexpected()
    this.advance()
    if (this.isSign('(')) return this.#call(text)
    if (text !== this.alias) throw syntaxError(text, at)
    return this.#path()
  }

  protected identifier(): string {
    const { kind, text, upper } = this.token
    if (kind !== 'word' || reserved.has(upper)) throw this.unexpected()
    this.advance()
    return text
  }

  protected nameOrText(): string {
    if (this.token.kind !== 'text') return this.identifier()
    const { text } = this.token
    this.advance()
    return text
  }

  protected advance(): void {
    this.place++
  }

  protected isWord(word: string): boolean {
    return this.token.kind === 'word' && this.token.upper === word
  }

  protected isSign(sign: string): boolean {
    return this.token.kind === 'sign' && this.token.text === sign
  }

  protected isClause(): boolean {
    return clauses.has(this.token.upper)
  }

  protected acceptWord(word: string): boolean {
    const is = this.isWord(word)
    if (is) this.advance()
    return is
  }

  protected acceptSign(sign: string): boolean {
    const is = this.isSign(sign)
    if (is) this.advance()
    return is
  }

  protected expectWord(word: string): void {
    if (!this.acceptWord(word)) throw this.unexpected()
  }

  protected expectSign(sign: string): void {
    if (!this.acceptSign(sign)) throw this.unexpected()
  }

  protected unexpected(): Error {
    const { kind, text, upper, at } = this.token
    if (kind === 'sign' && leftOutSigns.has(text)) return unsupported(text)
    if (kind === 'word' && (upper === 'LIKE' || upper === 'JOIN' || upper === 'GROUP'))
      return unsupported(upper)
    return syntaxError(text, at)
  }

  #or(): Expression {
    let left = this.#and()
    while (this.acceptWord('OR')) left = binary('OR', left, this.#and())
    return left
  }

  #and(): Expression {
    let left = this.#not()
    while (this.acceptWord('AND')) left = binary('AND', left, this.#not())
    return left
  }

  #not(): Expression {
    if (!this.acceptWord('NOT')) return this.#comparison()
    if (++this.#depth > depthMax) throw this.unexpected()
    const operand = this.#not()
    this.#depth--
    return { kind: 'unary', operator: 'NOT', operand }
  }

  #comparison(): Expression {
    const left = this.#sum()
    const { kind, text } = this.token
    if (kind === 'sign' && comparisons.has(text)) {
      this.advance()
      return binary(text as BinaryOperator, left, this.#sum())
    }
    if (this.acceptWord('NOT')) return { kind: 'unary', operator: 'NOT', operand: this.#membership(left) }
    return this.isWord('IN') || this.isWord('BETWEEN') ? this.#membership(left) : left
  }

  #membership(operand: Expression): Expression {
    if (this.acceptWord('BETWEEN')) {
      const low = this.#sum()
      this.expectWord('AND')
      return binary('AND', binary('>=', operand, low), binary('<=', operand, this.#sum()))
    }
    this.expectWord('IN')
    this.expectSign('(')
    if (this.isWord('SELECT')) throw unsupported('SELECT in an expression')
    return { kind: 'in', operand, list: this.#list(')') }
  }

  #sum(): Expression {
    let left = this.#product()
    while (this.isSign('+') || this.isSign('-')) {
      const operator = this.token.text as '+' | '-'
      this.advance()
      left = binary(operator, left, this.#product())
    }
    return left
  }

  #product(): Expression {
    let left = this.#signed()
    while (this.acceptSign('*')) left = binary('*', left, this.#signed())
    if (this.token.kind === 'sign' && leftOutSigns.has(this.token.text)) throw this.unexpected()
    return left
  }

  #signed(): Expression {
    if (!this.isSign('-') && !this.isSign('+')) return this.primary()
    const operator = this.token.text as '-' | '+'
    this.advance()
    return { kind: 'unary', operator, operand: this.primary() }
  }

  #call(written: string): Expression {
    const name = written.toUpperCase()
    const isAggregateCall = aggregateNames.has(name)
    if (!functionNames.has(name) && !(isAggregateCall && this.#allowsAggregates)) throw unsupported(written)
    this.advance()
    const args = this.#list(')')
    if (isAggregateCall && args.length !== 1) throw syntaxError(written, this.token.at)
    return { kind: 'call', name, args }
  }

  #list(end: string): readonly Expression[] {
    const items: Expression[] = []
    if (this.acceptSign(end)) return items
    do items.push(this.expression())
    while (this.acceptSign(','))
    this.expectSign(end)
    return items
  }

  #object(): Expression {
    const properties: Property[] = []
    if (this.acceptSign('}')) return { kind: 'object', properties }
    do {
      const name = this.nameOrText()
      this.expectSign(':')
      properties.push({ name, value: this.expression() })
    } while (this.acceptSign(','))
    this.expectSign('}')
    return { kind: 'object', properties }
  }

  #path(): Expression {
    const path: (string | number)[] = []
    for (;;) {
      if (this.acceptSign('.')) path.push(this.identifier())
      else if (this.acceptSign('[')) {
        const { kind, text } = this.token
        if (kind === 'parameter') throw unsupported(`[${text}]`)
        if (kind !== 'text' && kind !== 'number') throw this.unexpected()
        this.advance()
        path.push(kind === 'number' ? Number(text) : text)
        this.expectSign(']')
      } else return { kind: 'path', path }
    }
  }
}

function binary(operator: BinaryOperator, left: Expression, right: Expression): Expression {
  return { kind: 'binary', operator, left, right }
}
