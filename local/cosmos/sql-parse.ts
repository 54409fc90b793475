import { SqlExpressions } from './sql-expressions.ts'
import type { Expression, OrderItem, Property, Query, Selection } from './sql-syntax.ts'
import { syntaxError, unsupported } from './sql-tokens.ts'

/** Texts come again and again with other parameters, so the last ones are kept parsed. */
const cacheMax = 500
const cache = new Map<string, Query>()

/** Parses a query. What Cosmos SQL has and the stand-in has not gives 501 and names the token; nonsense gives 400. */
export function parseQuery(text: string): Query {
  return cached(`q${text}`, () => new SqlParser(text).query())
}

/** Parses the condition of a patch: `from c where …`. */
export function parseCondition(text: string): Query {
  return cached(`c${text}`, () => new SqlParser(text).condition())
}

function cached(key: string, parse: () => Query): Query {
  const known = cache.get(key)
  if (known !== undefined) return known
  const query = parse()
  if (cache.size >= cacheMax) cache.delete(cache.keys().next().value as string)
  cache.set(key, query)
  return query
}

class SqlParser extends SqlExpressions {
  query(): Query {
    this.expectWord('SELECT')
    if (this.isWord('DISTINCT')) throw unsupported('DISTINCT')
    const top = this.acceptWord('TOP') ? this.#countValue() : undefined
    // The alias is declared after its use: look ahead for FROM, then come back for the selection.
    const selectionStart = this.place
    this.#skipToFrom()
    this.#from()
    const afterFrom = this.place
    this.place = selectionStart
    const select = this.#selection()
    if (!this.isWord('FROM')) throw this.unexpected()
    this.place = afterFrom
    return this.#rest(select, top)
  }

  condition(): Query {
    this.#from()
    const query = this.#rest({ kind: 'everything' }, undefined)
    if (query.where === undefined || query.orderBy.length > 0 || query.offset !== undefined)
      throw syntaxError('condition', 0)
    return query
  }

  #rest(select: Selection, top: Expression | undefined): Query {
    const where = this.acceptWord('WHERE') ? this.expression() : undefined
    if (this.isWord('GROUP')) throw unsupported('GROUP')
    const orderBy = this.acceptWord('ORDER') ? this.#orderBy() : []
    let offset: Expression | undefined
    let limit: Expression | undefined
    if (this.acceptWord('OFFSET')) {
      offset = this.#countValue()
      this.expectWord('LIMIT')
      limit = this.#countValue()
    }
    this.acceptSign(';')
    if (this.token.kind !== 'end') throw this.unexpected()
    return {
      select,
      orderBy,
      ...(top && { top }),
      ...(where && { where }),
      ...(offset && { offset }),
      ...(limit && { limit }),
    }
  }

  #skipToFrom(): void {
    for (let depth = 0; depth > 0 || !this.isWord('FROM'); this.advance()) {
      const { kind, text, upper } = this.token
      if (kind === 'end') throw depth > 0 ? this.unexpected() : unsupported('SELECT without FROM')
      if (kind === 'word' && upper === 'SELECT') throw unsupported('SELECT in an expression')
      if (kind === 'sign' && '([{'.includes(text)) depth++
      if (kind === 'sign' && ')]}'.includes(text)) depth--
    }
  }

  #from(): void {
    this.expectWord('FROM')
    const source = this.identifier()
    if (this.isSign('.') || this.isSign('[')) throw unsupported('FROM a path')
    if (this.isWord('IN')) throw unsupported('IN after FROM')
    const isRenamed = this.acceptWord('AS') || (this.token.kind === 'word' && !this.isClause())
    this.alias = isRenamed ? this.identifier() : source
    if (this.isWord('JOIN')) throw unsupported('JOIN')
    if (this.isSign(',')) throw unsupported(',')
  }

  #selection(): Selection {
    if (this.acceptSign('*')) return { kind: 'everything' }
    if (this.acceptWord('VALUE')) return { kind: 'value', value: this.expression(true) }
    const properties: Property[] = []
    let unnamed = 0
    do {
      const value = this.expression(true)
      let name: string
      if (this.acceptWord('AS')) name = this.nameOrText()
      else if (this.token.kind === 'word' && !this.isWord('FROM')) name = this.identifier()
      else if (value.kind === 'path') name = String(value.path.at(-1) ?? this.alias)
      else name = `$${++unnamed}`
      properties.push({ name, value })
    } while (this.acceptSign(','))
    return { kind: 'properties', properties }
  }

  #orderBy(): readonly OrderItem[] {
    if (this.isWord('RANK')) throw unsupported('RANK')
    this.expectWord('BY')
    const items: OrderItem[] = []
    do {
      const { at, text } = this.token
      const value = this.expression()
      if (value.kind !== 'path' || value.path.length === 0) {
        if (value.kind === 'path') throw syntaxError(text, at)
        throw unsupported(`ORDER BY ${text}`)
      }
      const descending = this.acceptWord('DESC')
      if (!descending) this.acceptWord('ASC')
      items.push({ path: value.path, descending })
    } while (this.acceptSign(','))
    return items
  }

  #countValue(): Expression {
    const value = this.primary()
    if (value.kind === 'constant' || value.kind === 'parameter') return value
    throw this.unexpected()
  }
}
