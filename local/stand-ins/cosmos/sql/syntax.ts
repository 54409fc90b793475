import type { Path, Value } from '../json.ts'

/** What the parser makes of a query text. Paths start at the document; the alias of FROM is gone by then. */
export type Expression =
  | { readonly kind: 'constant'; readonly value: Value }
  | { readonly kind: 'parameter'; readonly name: string }
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'unary'; readonly operator: 'NOT' | '-' | '+'; readonly operand: Expression }
  /** A chain is one expression, however long: nested two by two it would be as deep as a text is long. */
  | {
      readonly kind: 'logical'
      readonly operator: 'AND' | 'OR'
      readonly operands: readonly Expression[]
    }
  | {
      readonly kind: 'arithmetic'
      readonly first: Expression
      readonly rest: readonly { readonly operator: ArithmeticOperator; readonly operand: Expression }[]
    }
  | {
      readonly kind: 'comparison'
      readonly operator: ComparisonOperator
      readonly left: Expression
      readonly right: Expression
    }
  | { readonly kind: 'in'; readonly operand: Expression; readonly list: readonly Expression[] }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'array'; readonly items: readonly Expression[] }
  | { readonly kind: 'object'; readonly properties: readonly Property[] }

export type ComparisonOperator = '=' | '!=' | '<' | '<=' | '>' | '>='

export type ArithmeticOperator = '+' | '-' | '*'

export type Property = { readonly name: string; readonly value: Expression }

export type Selection =
  | { readonly kind: 'everything' }
  | { readonly kind: 'value'; readonly value: Expression }
  | { readonly kind: 'properties'; readonly properties: readonly Property[] }

export type OrderItem = { readonly path: Path; readonly descending: boolean }

export type Query = {
  readonly select: Selection
  readonly top?: Expression
  readonly where?: Expression
  readonly orderBy: readonly OrderItem[]
  readonly offset?: Expression
  readonly limit?: Expression
}

export const aggregateNames = new Set(['COUNT', 'SUM', 'MIN', 'MAX'])

export type Call = Expression & { readonly kind: 'call' }

export function isAggregate(expression: Expression): expression is Call {
  return expression.kind === 'call' && aggregateNames.has(expression.name)
}
