import { SqlCursor } from './cursor.ts'
import { parseExpression, parsePrimary, requireName } from './expressions.ts'
import type { Expression, OrderItem, Property, Query, Selection } from './syntax.ts'
import { syntaxError, unsupported } from './tokens.ts'

/** Texts come again and again with other parameters, so the last ones are kept parsed. */
const cacheMax = 500
/** Longer texts are made for one occasion, and would fill the memory. */
const cachedLengthMax = 16 * 1024
const cache = new Map<string, Query>()

/** Parses a query. What Cosmos SQL has and the stand-in has not gives 501 and names the token; nonsense gives 400. */
export function parseQuery(text: string): Query {
  return cached(`q${text}`, () => wholeQuery(new SqlCursor(text)))
}

/** Parses the condition of a patch: `from c where …`. */
export function parseCondition(text: string): Query {
  return cached(`c${text}`, () => wholeCondition(new SqlCursor(text)))
}

function cached(key: string, parse: () => Query): Query {
  const known = cache.get(key)
  if (known !== undefined) return known
  const query = parse()
  if (key.length > cachedLengthMax) return query
  if (cache.size >= cacheMax) cache.delete(cache.keys().next().value as string)
  cache.set(key, query)
  return query
}

function wholeQuery(cursor: SqlCursor): Query {
  cursor.expectWord('SELECT')
  if (cursor.isWord('DISTINCT')) throw unsupported('DISTINCT')
  const top = cursor.acceptWord('TOP') ? countValue(cursor) : undefined
  // The alias is declared after its use: look ahead for FROM, then come back for the selection.
  const selectionStart = cursor.place
  skipToFrom(cursor)
  from(cursor)
  const afterFrom = cursor.place
  cursor.place = selectionStart
  const select = selection(cursor)
  if (!cursor.isWord('FROM')) throw cursor.unexpected()
  cursor.place = afterFrom
  return rest(cursor, select, top)
}

function wholeCondition(cursor: SqlCursor): Query {
  from(cursor)
  const query = rest(cursor, { kind: 'everything' }, undefined)
  if (query.where === undefined || query.orderBy.length > 0 || query.offset !== undefined)
    throw syntaxError('condition', 0)
  return query
}

function rest(cursor: SqlCursor, select: Selection, top: Expression | undefined): Query {
  const where = cursor.acceptWord('WHERE') ? parseExpression(cursor) : undefined
  if (cursor.isWord('GROUP')) throw unsupported('GROUP')
  const orderBy = cursor.acceptWord('ORDER') ? orderItems(cursor) : []
  let offset: Expression | undefined
  let limit: Expression | undefined
  if (cursor.acceptWord('OFFSET')) {
    offset = countValue(cursor)
    cursor.expectWord('LIMIT')
    limit = countValue(cursor)
  }
  cursor.acceptSign(';')
  if (cursor.token.kind !== 'end') throw cursor.unexpected()
  return {
    select,
    orderBy,
    ...(top && { top }),
    ...(where && { where }),
    ...(offset && { offset }),
    ...(limit && { limit }),
  }
}

function skipToFrom(cursor: SqlCursor): void {
  for (let depth = 0; depth > 0 || !cursor.isWord('FROM'); cursor.advance()) {
    const { kind, text, upper } = cursor.token
    if (kind === 'end') throw depth > 0 ? cursor.unexpected() : unsupported('SELECT without FROM')
    if (kind === 'word' && upper === 'SELECT') throw unsupported('SELECT in an expression')
    if (kind === 'sign' && '([{'.includes(text)) depth++
    if (kind === 'sign' && ')]}'.includes(text)) depth--
  }
}

function from(cursor: SqlCursor): void {
  cursor.expectWord('FROM')
  const source = cursor.identifier()
  if (cursor.isSign('.') || cursor.isSign('[')) throw unsupported('FROM a path')
  if (cursor.isWord('IN')) throw unsupported('IN after FROM')
  const isRenamed = cursor.acceptWord('AS') || (cursor.token.kind === 'word' && !cursor.isClause())
  cursor.alias = isRenamed ? cursor.identifier() : source
  if (cursor.isWord('JOIN')) throw unsupported('JOIN')
  if (cursor.isSign(',')) throw unsupported(',')
}

function selection(cursor: SqlCursor): Selection {
  if (cursor.acceptSign('*')) return { kind: 'everything' }
  if (cursor.acceptWord('VALUE')) return { kind: 'value', value: parseExpression(cursor, true) }
  const properties: Property[] = []
  let unnamed = 0
  do {
    const value = parseExpression(cursor, true)
    let name: string
    if (cursor.acceptWord('AS')) name = cursor.nameOrText()
    else if (cursor.token.kind === 'word' && !cursor.isWord('FROM')) name = cursor.identifier()
    else if (value.kind === 'path') name = String(value.path.at(-1) ?? cursor.alias)
    else name = `$${++unnamed}`
    properties.push({ name: requireName(name), value })
  } while (cursor.acceptSign(','))
  return { kind: 'properties', properties }
}

function orderItems(cursor: SqlCursor): readonly OrderItem[] {
  if (cursor.isWord('RANK')) throw unsupported('RANK')
  cursor.expectWord('BY')
  const items: OrderItem[] = []
  do {
    const { at, text } = cursor.token
    const value = parseExpression(cursor)
    if (value.kind !== 'path' || value.path.length === 0) {
      if (value.kind === 'path') throw syntaxError(text, at)
      throw unsupported(`ORDER BY ${text}`)
    }
    const descending = cursor.acceptWord('DESC')
    if (!descending) cursor.acceptWord('ASC')
    items.push({ path: value.path, descending })
  } while (cursor.acceptSign(','))
  return items
}

function countValue(cursor: SqlCursor): Expression {
  const value = parsePrimary(cursor)
  if (value.kind === 'constant' || value.kind === 'parameter') return value
  throw cursor.unexpected()
}
