import type { Result } from './functions.ts'
import type { TypeExpression } from './model.ts'
import { computed, type Possible, type Scope } from './scope.ts'

/** Everything that a type allows. */
export function ofType(type: TypeExpression, scope: Scope, line: number): readonly Possible[] {
  switch (type.kind) {
    case 'primitive':
      return [computed(primitives[type.name] ?? 'any', line, `any ${type.name}`)]
    case 'literal':
      return [{ kind: 'literal', value: type.value, line }]
    case 'union':
      return type.of.flatMap((one) => ofType(one, scope, line))
    case 'nullable':
      return [...ofType(type.of, scope, line), { kind: 'literal', value: null, line }]
    case 'array':
      return [{ kind: 'array', items: [{ type: type.of, scope, line }], line }]
    case 'object':
      return [
        {
          kind: 'object',
          entries: type.properties
            .filter(({ key }) => key !== '*')
            .map((property) => ({
              key: property.key,
              thing: { type: property.type, scope, line },
              line,
              always: property.type.kind !== 'nullable',
            })),
          more: type.properties.some(({ key }) => key === '*') ? 'its type allows any' : undefined,
          line,
        },
      ]
    case 'name': {
      const alias = scope.file.types.find(({ name }) => name === type.name)
      return alias ? ofType(alias.type, scope, line) : [computed('any', line, type.name)]
    }
  }
}

const primitives: Readonly<Record<string, Result>> = {
  string: 'text',
  securestring: 'text',
  int: 'int',
  bool: 'bool',
  array: 'array',
  object: 'object',
}
