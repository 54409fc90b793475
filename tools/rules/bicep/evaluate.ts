import { functionNamed } from './functions.ts'
import { expressionOfJson, jsonAt, pathFrom } from './json-values.ts'
import type { Entry, Loop, Param, TypeExpression, Value } from './model.ts'
import {
  computed,
  isNull,
  type Known,
  type Possible,
  type Scope,
  said,
  scopeOf,
  type Thing,
} from './scope.ts'
import { ofType } from './typed.ts'

/** Everything that a thing can be. */
export function possible(thing: Thing): readonly Possible[] {
  return 'type' in thing ? ofType(thing.type, thing.scope, thing.line) : ofValue(thing.value, thing.scope)
}

function ofValue(value: Value, scope: Scope): readonly Possible[] {
  const { line } = value
  const all = (values: readonly Value[]) => values.flatMap((one) => ofValue(one, scope))
  switch (value.kind) {
    case 'literal':
      return [value]
    case 'interpolated':
      return [computed('text', line, 'an interpolated text')]
    case 'object':
      return [objectOf(value.entries, scope, line)]
    case 'array':
      return [{ kind: 'array', items: value.items.map((item) => ({ value: item, scope })), line }]
    case 'choice':
      return all(value.branches)
    case 'loop': {
      const scopes = scopesOf(value.loop, scope)
      return [{ kind: 'array', items: scopes.map((inner) => ({ value: value.body, scope: inner })), line }]
    }
    case 'operation':
      if (value.operator === '??') return all(value.operands).filter((one) => !isNull(one))
      return [computed(numeric.has(value.operator) ? 'int' : 'bool', line, `the operation ${value.operator}`)]
    case 'name':
      return named(value.name, scope, line)
    case 'member':
      return value.nested ? [computed('any', line, value.name)] : memberOf(value, scope)
    case 'index':
      return ofValue(value.of, scope).flatMap((of) => indexed(of, value.index, scope, line))
    case 'call':
      return called(value, scope)
    case 'lambda':
      return [computed('any', line, 'a lambda')]
  }
}

const numeric = new Set(['+', '-', '*', '/', '%'])

/** What the loop's names stand for in each of its rounds. */
export function scopesOf({ item, index, over }: Loop, scope: Scope): readonly Scope[] {
  const rounds = ofValue(over, scope).flatMap((one): (readonly Thing[] | undefined)[] =>
    one.kind === 'array' ? one.items.map((thing) => [thing]) : [undefined],
  )
  // Where there is none, what would be done is looked at all the same.
  const all = rounds.length === 0 ? [undefined] : rounds
  return all.map((things) => bind(scope, [item, things], ...(index ? [[index, undefined] as const] : [])))
}

function bind(scope: Scope, ...names: (readonly [string, readonly Thing[] | undefined])[]): Scope {
  return { ...scope, bound: new Map([...scope.bound, ...names]) }
}

function named(name: string, scope: Scope, line: number): readonly Possible[] {
  if (scope.bound.has(name)) {
    return scope.bound.get(name)?.flatMap(possible) ?? [computed('any', line, name)]
  }
  const outside = outsideOf(scope)
  const meant = meaning(name, outside)
  if (meant) return meant.flatMap(possible)
  const param = scope.file.params.find((one) => one.name === name)
  if (param) return ofParam(param, outside, line)
  return [computed('any', line, name)]
}

/** Where a file's own variables and parameters are written. */
export function outsideOf(scope: Scope): Scope {
  return { ...scope, bound: new Map() }
}

/** What a name that is no loop's stands for: a variable, or a parameter of which one knows what it is given. */
export function meaning(name: string, scope: Scope): readonly Thing[] | undefined {
  const variable = scope.file.vars.find((one) => one.name === name)
  if (variable) return [{ value: variable.value, scope }]
  const { given, file } = scope
  const param = given && file.params.find((one) => one.name === name)
  if (!param) return undefined
  return given.get(name) ?? (param.standard && [{ value: param.standard, scope }])
}

/** What may be given for a parameter: the values that it allows, or else its type. */
export function ofParam(param: Param, scope: Scope, line: number): readonly Possible[] {
  const allowed = param.decorators.find(({ name }) => name === 'allowed')?.args[0]
  if (allowed?.kind === 'array') return allowed.items.flatMap((item) => ofValue(item, scope))
  return ofType(param.type, scope, line)
}

function objectOf(entries: readonly Entry[], scope: Scope, line: number): Possible {
  const parts = entries.map((entry) => {
    const thing: Thing = { value: entry.value, scope }
    if (typeof entry.key === 'string') {
      return [
        {
          kind: 'object',
          entries: [{ key: entry.key, thing, line: entry.line, always: true }],
          more: undefined,
          line,
        },
      ] satisfies readonly Possible[]
    }
    if (entry.key === undefined) return possible(thing)
    return [
      { kind: 'object', entries: [], more: 'a key of it is computed', line },
    ] satisfies readonly Possible[]
  })
  return merged(parts, line)
}

/** One object of several, each of which may be one of several. */
function merged(parts: readonly (readonly Possible[])[], line: number): Possible {
  const entries: Known[] = []
  let more: string | undefined
  for (const alternatives of parts) {
    for (const one of alternatives) {
      if (isNull(one)) continue
      if (one.kind !== 'object') {
        more =
          one.kind === 'computed' ? `${one.from} is part of it` : 'something that is no object is part of it'
        continue
      }
      more ??= one.more
      for (const entry of one.entries) entries.push({ ...entry, always: inAll(entry.key, alternatives) })
    }
  }
  return { kind: 'object', entries, more, line }
}

function inAll(name: string, alternatives: readonly Possible[]): boolean {
  return alternatives.every(
    (one) => one.kind === 'object' && one.entries.some(({ key, always }) => key === name && always),
  )
}

function memberOf(member: Extract<Value, { kind: 'member' }>, scope: Scope): readonly Possible[] {
  const { of, name, line } = member
  if (of.kind === 'member' && of.name === 'outputs' && of.of.kind === 'name') {
    const type = outputType(of.of.name, name, scope)
    if (type) return ofType(type.type, type.scope, line)
  }
  const declared = of.kind === 'name' && scope.file.resources.some((resource) => resource.name === of.name)
  if (declared && ['id', 'name', 'type', 'apiVersion', 'location'].includes(name)) {
    return [computed('text', line, `${name} of a resource`)]
  }
  return ofValue(of, scope).flatMap((one): readonly Possible[] => {
    if (one.kind !== 'object') return [computed('any', line, `${name} of ${said(one)}`)]
    const found = one.entries.filter(({ key }) => key === name)
    if (found.length > 0) return found.flatMap(({ thing }) => possible(thing))
    if (one.more) return [computed('any', line, name)]
    return [member.safe ? { kind: 'literal', value: null, line } : { kind: 'missing', name, line }]
  })
}

/** The type of what a module gives out. */
function outputType(
  module: string,
  output: string,
  scope: Scope,
): { type: TypeExpression; scope: Scope } | undefined {
  const declared = scope.file.modules.find(({ name }) => name === module)
  const file = declared && scope.project.files.get(pathFrom(scope.file.path, declared.source))
  const type = file?.outputs.find(({ name }) => name === output)?.type
  return file && type ? { type, scope: scopeOf(scope.project, file) } : undefined
}

function indexed(of: Possible, index: Value, scope: Scope, line: number): readonly Possible[] {
  if (of.kind === 'array') {
    const [at, ...others] = ofValue(index, scope)
    const one =
      at?.kind === 'literal' && others.length === 0 && typeof at.value === 'number' ? at.value : undefined
    const items = one === undefined ? of.items : of.items.slice(one, one + 1)
    return items.flatMap(possible)
  }
  if (of.kind !== 'object') return [computed('any', line, `a part of ${said(of)}`)]
  return ofValue(index, scope).flatMap((key) => {
    const found = of.entries.filter((entry) => key.kind !== 'literal' || entry.key === key.value)
    if (found.length > 0) return found.flatMap(({ thing }) => possible(thing))
    return of.more ? [computed('any', line, said(key))] : [{ kind: 'missing', name: said(key), line }]
  })
}

function called(call: Extract<Value, { kind: 'call' }>, scope: Scope): readonly Possible[] {
  const { name, args, line, of } = call
  if (of) return [computed('any', line, `${name}()`)]
  const [first, second] = args
  const alternatives = args.map((arg) => ofValue(arg, scope))
  switch (name) {
    case 'loadJsonContent':
      return loaded(first, second, scope, line)
    case 'union':
      if (alternatives.some((one) => one.some(({ kind }) => kind === 'array')))
        return [joined(alternatives, line)]
      return [merged(alternatives, line)]
    case 'shallowMerge':
      return [{ kind: 'computed', as: 'object', from: 'shallowMerge()', line }]
    case 'concat':
      if (alternatives.some((one) => one.some(({ kind }) => kind === 'array')))
        return [joined(alternatives, line)]
      return [computed('text', line, 'concat()')]
    case 'filter':
    case 'sort':
      return alternatives[0] ?? []
    case 'first':
    case 'last':
      return (alternatives[0] ?? []).flatMap((one) =>
        one.kind === 'array' ? one.items.flatMap(possible) : [computed('any', line, `${name}()`)],
      )
    case 'flatten': {
      const inner = (alternatives[0] ?? []).flatMap((one) => (one.kind === 'array' ? one.items : []))
      return [joined(inner.map(possible), line)]
    }
    case 'map':
      if (second?.kind !== 'lambda') return [computed('array', line, 'map()')]
      return (alternatives[0] ?? []).map((one) => {
        if (one.kind !== 'array') return computed('array', line, `map() of ${said(one)}`)
        const items = one.items.map((item): Thing => {
          const [parameter = '', index] = second.parameters
          const inner = bind(scope, [parameter, [item]], ...(index ? [[index, undefined] as const] : []))
          return { value: second.body, scope: inner }
        })
        return { kind: 'array', items, line }
      })
  }
  const own = scope.file.functions.find((one) => one.name === name)
  if (own) return ofType(own.returns, scope, line)
  return [computed(functionNamed(name) ?? 'any', line, `${name}()`)]
}

function joined(alternatives: readonly (readonly Possible[])[], line: number): Possible {
  const unknown = alternatives.flat().find(({ kind }) => kind !== 'array')
  if (unknown) return computed('array', line, `an array with ${said(unknown)} in it`)
  return {
    kind: 'array',
    items: alternatives.flat().flatMap((one) => (one.kind === 'array' ? one.items : [])),
    line,
  }
}

/** What a JSON file says, as if it stood there. */
function loaded(
  path: Value | undefined,
  at: Value | undefined,
  scope: Scope,
  line: number,
): readonly Possible[] {
  const unknown = [computed('any', line, 'loadJsonContent()')]
  if (path?.kind !== 'literal') return unknown
  const json = scope.project.json.get(pathFrom(scope.file.path, String(path.value)))
  const found = at?.kind === 'literal' ? jsonAt(json, String(at.value)) : at ? undefined : json
  return found === undefined ? unknown : ofValue(expressionOfJson(found, line), scope)
}
