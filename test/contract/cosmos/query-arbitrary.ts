import fc from 'fast-check'

/** Random Cosmos SQL, each piece with its text and with what it means, worked out the slow and obvious way. */

export type Value = unknown
export type Row = { readonly id: string } & Readonly<Record<string, Value>>

/** What an expression of the text gives for a row. `undefined` is a value of its own. */
export type Piece = { readonly sql: string; readonly of: (row: Row) => Value }

const scalars = [null, false, true, 0, 1, 2, -1.5, '', 'a', 'ab', 'B', 'ä'] as const
const structures = [[], [1], ['a', null], [[]], {}, { a: 1 }, { a: 'a', b: [1] }] as const

export const scalar: fc.Arbitrary<Value> = fc.constantFrom<Value>(...scalars)
export const value: fc.Arbitrary<Value> = fc.oneof(
  { weight: 6, arbitrary: scalar },
  { weight: 2, arbitrary: fc.constantFrom<Value>(...structures) },
  { weight: 2, arbitrary: fc.constant(undefined) },
)

const paths = ['c.v', 'c.w', 'c.deep.x', 'c["v"]', 'c.v.a', 'c.v[0]', 'c.none', 'c.none.more', 'c.id']

export function valueAt(row: Row, path: string): Value {
  const steps = path.slice(1).match(/\w+/g) ?? []
  return steps.reduce<Value>((at, step) => {
    if (Array.isArray(at)) return /^\d+$/.test(step) ? at[Number(step)] : undefined
    return typeof at === 'object' && at !== null && !/^\d+$/.test(step) && Object.hasOwn(at, step)
      ? (at as Row)[step]
      : undefined
  }, row)
}

/** Mostly the properties that queries sort by, so that indexes have something to do. */
const path: fc.Arbitrary<Piece> = fc
  .oneof(
    { weight: 2, arbitrary: fc.constantFrom('c.v', 'c.w', 'c.deep.x') },
    { weight: 1, arbitrary: fc.constantFrom(...paths) },
  )
  .map((sql) => ({ sql, of: (row) => valueAt(row, sql) }))
const literal = (of: fc.Arbitrary<Value>): fc.Arbitrary<Piece> =>
  of.map((given) => ({ sql: given === undefined ? 'undefined' : JSON.stringify(given), of: () => given }))

const typeOf = (given: Value) =>
  given === null ? 'null' : Array.isArray(given) ? 'array' : (typeof given as string)

/** Comparisons across types, and of arrays or objects but for `=`, are undefined. */
function compare(left: Value, right: Value): number | undefined {
  const type = typeOf(left)
  if (type !== typeOf(right) || !['null', 'boolean', 'number', 'string'].includes(type)) return undefined
  return left === right ? 0 : (left as number) < (right as number) ? -1 : 1
}
const sameText = (given: Value): string =>
  JSON.stringify(given, (_, item) =>
    typeOf(item) === 'object' ? Object.fromEntries(Object.entries(item as object).toSorted()) : item,
  )
export function equal(left: Value, right: Value): boolean | undefined {
  if (left === undefined || typeOf(left) !== typeOf(right)) return undefined
  return sameText(left) === sameText(right)
}
const known = (order: number | undefined, test: (order: number) => boolean) =>
  order === undefined ? undefined : test(order)
const meanings: Record<string, (left: Value, right: Value) => Value> = {
  '=': equal,
  '!=': (left, right) => known(compare(left, right), (order) => order !== 0),
  '<>': (left, right) => known(compare(left, right), (order) => order !== 0),
  '<': (left, right) => known(compare(left, right), (order) => order < 0),
  '<=': (left, right) => known(compare(left, right), (order) => order <= 0),
  '>': (left, right) => known(compare(left, right), (order) => order > 0),
  '>=': (left, right) => known(compare(left, right), (order) => order >= 0),
}

const number = fc.oneof(path, literal(fc.constantFrom(0, 1, 2, -1.5)))
const sum: fc.Arbitrary<Piece> = fc
  .tuple(number, fc.array(fc.tuple(fc.constantFrom('+', '-'), number), { maxLength: 2 }))
  .map(([first, rest]) => ({
    sql: [first.sql, ...rest.map(([sign, { sql }]) => `${sign} ${sql}`)].join(' '),
    of: (row) =>
      rest.reduce((left, [sign, piece]) => {
        const right = piece.of(row)
        if (typeof left !== 'number' || typeof right !== 'number') return undefined
        return sign === '+' ? left + right : left - right
      }, first.of(row)),
  }))

const operand = fc.oneof(
  { weight: 5, arbitrary: path },
  { weight: 3, arbitrary: literal(value) },
  { weight: 1, arbitrary: sum },
)

const comparison: fc.Arbitrary<Piece> = fc
  .oneof(
    fc.tuple(path, fc.constantFrom(...Object.keys(meanings)), literal(value)),
    fc.tuple(operand, fc.constantFrom(...Object.keys(meanings)), operand),
  )
  .map(([left, sign, right]) => ({
    sql: `${left.sql} ${sign} ${right.sql}`,
    of: (row) => meanings[sign]?.(left.of(row), right.of(row)),
  }))

const not = (given: Value) => (typeof given === 'boolean' ? !given : undefined)

const membership: fc.Arbitrary<Piece> = fc
  .tuple(operand, fc.boolean(), fc.array(literal(value), { minLength: 1, maxLength: 4 }))
  .map(([left, isNot, list]) => ({
    sql: `${left.sql} ${isNot ? 'NOT ' : ''}IN (${list.map(({ sql }) => sql).join(', ')})`,
    of: (row) => {
      const wanted = left.of(row)
      if (wanted === undefined) return undefined
      const isIn = list.some((item) => equal(item.of(row), wanted) === true)
      return isNot ? !isIn : isIn
    },
  }))

const between: fc.Arbitrary<Piece> = fc
  .tuple(path, fc.boolean(), literal(scalar), literal(scalar))
  .map(([left, isNot, low, high]) => ({
    sql: `${left.sql} ${isNot ? 'NOT ' : ''}BETWEEN ${low.sql} AND ${high.sql}`,
    of: (row) => {
      const above = known(compare(left.of(row), low.of(row)), (order) => order >= 0)
      const below = known(compare(left.of(row), high.of(row)), (order) => order <= 0)
      const within = and([above, below])
      return isNot ? not(within) : within
    },
  }))

const containing: fc.Arbitrary<Piece> = fc
  .tuple(
    fc.oneof(
      path,
      literal(fc.array(value, { maxLength: 4 }).map((list) => list.filter((item) => item !== undefined))),
    ),
    operand,
  )
  .map(([list, wanted]) => ({
    sql: `ARRAY_CONTAINS(${list.sql}, ${wanted.sql})`,
    of: (row) => {
      const [items, item] = [list.of(row), wanted.of(row)]
      if (!Array.isArray(items) || item === undefined) return undefined
      return items.some((one) => equal(one, item) === true)
    },
  }))

const textTests = { STARTSWITH: 'startsWith', ENDSWITH: 'endsWith', CONTAINS: 'includes' } as const
const textTest: fc.Arbitrary<Piece> = fc
  .tuple(
    fc.constantFrom('STARTSWITH' as const, 'ENDSWITH' as const, 'CONTAINS' as const),
    operand,
    fc.oneof(literal(fc.constantFrom<Value>('', 'a', 'A', 'b', 'Ä', null, 1)), path),
    fc.constantFrom(undefined, false, true),
  )
  .map(([name, text, part, ignoresCase]) => ({
    sql: `${name}(${text.sql}, ${part.sql}${ignoresCase === undefined ? '' : `, ${ignoresCase}`})`,
    of: (row) => {
      const [whole, piece] = [text.of(row), part.of(row)]
      if (typeof whole !== 'string' || typeof piece !== 'string') return undefined
      return ignoresCase
        ? whole.toLowerCase()[textTests[name]](piece.toLowerCase())
        : whole[textTests[name]](piece)
    },
  }))

const test: fc.Arbitrary<Piece> = fc
  .tuple(fc.constantFrom('IS_DEFINED', 'IS_NULL'), operand)
  .map(([name, { sql, of }]) => ({
    sql: `${name}(${sql})`,
    of: (row) => (name === 'IS_NULL' ? of(row) === null : of(row) !== undefined),
  }))

function and(values: readonly Value[]): boolean | undefined {
  if (values.includes(false)) return false
  return values.every((one) => one === true) ? true : undefined
}
const or = (values: readonly Value[]) => not(and(values.map(not)))

const simple = fc.oneof(
  { weight: 5, arbitrary: comparison },
  { weight: 2, arbitrary: membership },
  { weight: 1, arbitrary: between },
  { weight: 1, arbitrary: containing },
  { weight: 1, arbitrary: textTest },
  { weight: 1, arbitrary: test },
  { weight: 1, arbitrary: path },
)

/** Conditions with AND, OR, NOT and brackets where they are needed, and now and then where they are not. */
export const condition: fc.Arbitrary<Piece> = fc.letrec<{ any: Piece; all: Piece; one: Piece }>((tie) => ({
  any: fc.array(tie('all'), { minLength: 1, maxLength: 2 }).map((pieces) => ({
    sql: pieces.map(({ sql }) => sql).join(' OR '),
    of: (row) => (pieces.length === 1 ? pieces[0]?.of(row) : or(pieces.map(({ of }) => of(row)))),
  })),
  all: fc.array(tie('one'), { minLength: 1, maxLength: 3 }).map((pieces) => ({
    sql: pieces.map(({ sql }) => sql).join(' AND '),
    of: (row) => (pieces.length === 1 ? pieces[0]?.of(row) : and(pieces.map(({ of }) => of(row)))),
  })),
  one: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 5, arbitrary: simple },
    {
      weight: 1,
      arbitrary: tie('one').map(({ sql, of }) => ({ sql: `NOT ${sql}`, of: (row: Row) => not(of(row)) })),
    },
    { weight: 1, arbitrary: tie('any').map(({ sql, of }) => ({ sql: `(${sql})`, of })) },
  ),
})).any
