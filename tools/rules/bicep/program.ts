import { meaning, outsideOf, possible, scopesOf } from './evaluate.ts'
import { pathFrom } from './json-values.ts'
import type { BicepFile, Deployed, Module, ObjectValue, Resource, Value } from './model.ts'
import { type Project, type Scope, scopeOf, type Thing } from './scope.ts'
import { partsOf } from './walk.ts'

export const mainPath = 'infra/main.bicep'

/** A resource as it is deployed: with what main.bicep gives the module that it stands in, in one round of its loop. */
export interface Instance {
  readonly resource: Resource
  readonly file: BicepFile
  readonly scope: Scope
}

/** Whether it is deployed in every case. */
export function isCertain({ resource, scope }: Instance): boolean {
  return (
    !scope.conditional &&
    !resource.condition &&
    (!resource.within || isCertain({ resource: resource.within, file: scope.file, scope }))
  )
}

const known = new WeakMap<Project, readonly Instance[]>()

/** Everything that main.bicep deploys, or only refers to. */
export function instances(project: Project): readonly Instance[] {
  const found =
    known.get(project) ??
    scopesFromMain(project).flatMap((scope) =>
      scope.file.resources.flatMap((resource) =>
        rounds(resource, scope).map((inner) => ({ resource, file: scope.file, scope: inner })),
      ),
    )
  known.set(project, found)
  return found
}

/** main.bicep, and the file of each module as often as it is used. */
export function scopesFromMain(project: Project): readonly Scope[] {
  const main = project.files.get(mainPath)
  return main ? reached(scopeOf(project, main), [mainPath]) : []
}

function reached(scope: Scope, path: readonly string[]): readonly Scope[] {
  const inner = scope.file.modules.flatMap((module) => {
    const target = pathFrom(scope.file.path, module.source)
    if (path.includes(target)) return []
    return moduleScopes(module, scope).flatMap((one) => reached(one, [...path, target]))
  })
  return [scope, ...inner]
}

/** The file of a module, with what its parameters are given, in each round of its loop. */
function moduleScopes(module: Module, scope: Scope): readonly Scope[] {
  const file = scope.project.files.get(pathFrom(scope.file.path, module.source))
  if (!file) return []
  return rounds(module, scope).map((inner) => ({
    ...scopeOf(scope.project, file),
    given: givenTo(module.body, inner),
    conditional: scope.conditional === true || module.condition !== undefined,
  }))
}

function givenTo(body: ObjectValue, scope: Scope): ReadonlyMap<string, readonly Thing[]> {
  const given = new Map<string, readonly Thing[]>()
  const params = body.entries.find(({ key }) => key === 'params')
  for (const one of params ? possible({ value: params.value, scope }) : []) {
    if (one.kind !== 'object') continue
    for (const { key, thing } of one.entries) given.set(key, [...(given.get(key) ?? []), thing])
  }
  return given
}

/** The scopes of all rounds of a loop, and of the loops that it stands in. */
export function rounds(
  deployed: Deployed & { readonly within?: Resource | undefined },
  scope: Scope,
): readonly Scope[] {
  const outer = deployed.within ? rounds(deployed.within, scope) : [scope]
  const { loop } = deployed
  return loop ? outer.flatMap((one) => scopesOf(loop, one)) : outer
}

/** Where a value comes from in the end: what somebody chooses, what Azure makes, or a function. */
export type Root =
  | { readonly kind: 'param'; readonly path: string; readonly name: string }
  /** Of a resource; `property` is how it is asked for, such as `properties.principalId`. */
  | { readonly kind: 'resource'; readonly type: string; readonly name: string; readonly property: string }
  | { readonly kind: 'function'; readonly name: string }
  /** A JSON file of the project. */
  | { readonly kind: 'json'; readonly path: string }

/** Where a value is written that is passed on by name: as a variable, a parameter, or what a module gives. */
export function origins(thing: Thing): readonly Thing[] {
  if ('type' in thing) return [thing]
  const { value, scope } = thing
  if (value.kind === 'name') return meaningOf(value.name, scope)?.flatMap(origins) ?? [thing]
  const { base, path } = chain(value)
  const given = base.kind === 'name' ? givenBy(base.name, path, scope) : undefined
  return given && path.length === 2 ? given.flatMap(origins) : [thing]
}

/** What a module gives, as its file says it; undefined when it is no module that is asked. */
function givenBy(name: string, path: readonly string[], scope: Scope): readonly Thing[] | undefined {
  const module = scope.file.modules.find((one) => one.name === name)
  const [first, output] = path
  if (!module || first !== 'outputs') return undefined
  return moduleScopes(module, outsideOf(scope)).flatMap((inner) => {
    const found = inner.file.outputs.find((one) => one.name === output)
    return found ? [{ value: found.value, scope: inner }] : []
  })
}

/** Everything that a value depends on, conditions and all. */
export function rootsOf(thing: Thing): readonly Root[] {
  return 'type' in thing ? [] : rootsOfValue(thing.value, thing.scope)
}

function rootsOfValue(value: Value, scope: Scope): readonly Root[] {
  const { base, path } = chain(value)
  if (base.kind === 'name') return rootsOfName(base.name, path, scope)
  if (base.kind === 'lambda') return rootsOfValue(base.body, hiding(base.parameters, scope))
  if (base.kind === 'loop') {
    const { loop, condition, body } = base
    const inside = [...(condition ? [condition] : []), body]
    return [
      ...rootsOfValue(loop.over, scope),
      ...scopesOf(loop, scope).flatMap((inner) => inside.flatMap((one) => rootsOfValue(one, inner))),
    ]
  }
  return [...rootOfCall(base, scope), ...partsOf(base).flatMap((part) => rootsOfValue(part, scope))]
}

function rootOfCall(value: Value, scope: Scope): readonly Root[] {
  if (value.kind !== 'call') return []
  const [path] = value.args
  if (value.name === 'loadJsonContent' && path?.kind === 'literal') {
    return [{ kind: 'json', path: pathFrom(scope.file.path, String(path.value)) }]
  }
  return [{ kind: 'function', name: value.name }]
}

function hiding(names: readonly string[], scope: Scope): Scope {
  return { ...scope, bound: new Map([...scope.bound, ...names.map((name) => [name, undefined] as const)]) }
}

/** `a.b[0].c` is a base and the names behind it. */
function chain(value: Value): { readonly base: Value; readonly path: readonly string[] } {
  const path: string[] = []
  let base = value
  while (base.kind === 'member' || base.kind === 'index') {
    if (base.kind === 'member') path.unshift(base.name)
    base = base.of
  }
  return { base, path }
}

/** What a name stands for: undefined where it is no loop's, variable's or parameter's that is given something. */
export function meaningOf(name: string, scope: Scope): readonly Thing[] | undefined {
  return scope.bound.has(name) ? (scope.bound.get(name) ?? []) : meaning(name, outsideOf(scope))
}

function rootsOfName(name: string, path: readonly string[], scope: Scope): readonly Root[] {
  const meant = meaningOf(name, scope)
  if (meant) return meant.flatMap(rootsOf)
  const { file } = scope
  if (file.params.some((param) => param.name === name)) return [{ kind: 'param', path: file.path, name }]
  const given = givenBy(name, path, scope)
  if (given) return given.flatMap(rootsOf)
  const resource = file.resources.find((one) => one.name === name)
  if (!resource) return []
  return [{ kind: 'resource', type: resource.type, name, property: path.join('.') }]
}
