import type { Path, Value } from '../json.ts'
import { isReserved } from './cursor.ts'
import type { Expression, OrderItem, Property } from './syntax.ts'

/** The text of parsed pieces, for queries that the client shall send. The document is always called `c`. */
export function print(expression: Expression): string {
  switch (expression.kind) {
    case 'constant':
      return printValue(expression.value)
    case 'parameter':
      return expression.name
    case 'path':
      return printPath(expression.path)
    case 'unary':
      return `(${expression.operator} ${print(expression.operand)})`
    case 'logical':
      return `(${expression.operands.map(print).join(` ${expression.operator} `)})`
    case 'comparison':
      return `(${print(expression.left)} ${expression.operator} ${print(expression.right)})`
    case 'arithmetic': {
      const rest = expression.rest.map(({ operator, operand }) => ` ${operator} ${print(operand)}`)
      return `(${print(expression.first)}${rest.join('')})`
    }
    case 'in':
      return `(${print(expression.operand)} IN (${printList(expression.list)}))`
    case 'call':
      return `${expression.name}(${printList(expression.args)})`
    case 'array':
      return `[${printList(expression.items)}]`
    case 'object':
      return printObject(expression.properties)
  }
}

export function printObject(properties: readonly Property[]): string {
  return `{${properties.map(({ name, value }) => `${JSON.stringify(name)}: ${print(value)}`).join(', ')}}`
}

export function printPath(path: Path): string {
  const steps = path.map((step) => {
    if (typeof step === 'number') return `[${step}]`
    return isPlain(step) ? `.${step}` : `[${JSON.stringify(step)}]`
  })
  return `c${steps.join('')}`
}

export function printOrder(orderBy: readonly OrderItem[]): string {
  return orderBy.map(({ path, descending }) => `${printPath(path)} ${descending ? 'DESC' : 'ASC'}`).join(', ')
}

function printList(items: readonly Expression[]): string {
  return items.map(print).join(', ')
}

function printValue(value: Value): string {
  return value === undefined ? 'undefined' : JSON.stringify(value)
}

function isPlain(step: string): boolean {
  return /^[A-Za-z_$][\w$]*$/.test(step) && !isReserved(step.toUpperCase())
}
