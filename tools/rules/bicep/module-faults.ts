import { ofParam, possible } from './evaluate.ts'
import { pathFrom } from './json-values.ts'
import type { BicepFile, Fault, Module, Param } from './model.ts'
import { nearest } from './nearest.ts'
import { rounds } from './program.ts'
import { isNull, type Possible, type Project, type Scope, said, scopeOf } from './scope.ts'

/** What modules are given that they do not take, not given though they need it, or given of another type. */
export function moduleFaults(project: Project): readonly Fault[] {
  return [...project.files.values()].flatMap((file) =>
    file.modules.flatMap((module) => faultsOf(module, file, project)),
  )
}

function faultsOf(module: Module, file: BicepFile, project: Project): readonly Fault[] {
  const say = (line: number, what: string): Fault => ({ path: file.path, line, what })
  const path = pathFrom(file.path, module.source)
  const target = project.files.get(path)
  if (!target) return [say(module.line, `there is no file ${path}`)]
  const faults = rounds(module, scopeOf(project, file)).flatMap((scope) => {
    const [body] = possible({ value: module.body, scope })
    if (body?.kind !== 'object') return []
    const unknown = body.entries.filter(({ key }) => !['name', 'params', 'scope', 'dependsOn'].includes(key))
    const params = body.entries.find(({ key }) => key === 'params')
    const none: Possible = { kind: 'object', entries: [], more: undefined, line: module.line }
    const given = params ? possible(params.thing) : [none]
    return [
      ...unknown.map(({ key, line }) => say(line, `a module has no property "${key}"`)),
      ...given.flatMap((one) => paramFaults(one, target, project, say)),
    ]
  })
  return [...new Map(faults.map((one) => [`${one.line} ${one.what}`, one])).values()]
}

function paramFaults(
  given: Possible,
  target: BicepFile,
  project: Project,
  say: (line: number, what: string) => Fault,
): readonly Fault[] {
  if (given.kind !== 'object' || given.more)
    return [say(given.line, `what is given to ${target.path} cannot be checked`)]
  const names = target.params.map(({ name }) => name)
  const scope = scopeOf(project, target)
  const missing = target.params.filter(
    ({ name, standard, type }) =>
      !standard &&
      type.kind !== 'nullable' &&
      !given.entries.some(({ key, always }) => key === name && always),
  )
  return [
    ...missing.map(({ name }) => say(given.line, `${target.path} needs the parameter "${name}"`)),
    ...given.entries.flatMap(({ key, thing, line }) => {
      const param = target.params.find(({ name }) => name === key)
      if (!param) return [say(line, `${target.path} has no parameter "${key}"${nearest(key, names)}`)]
      return possible(thing).flatMap((one) => valueFaults(one, param, scope, line, target, say))
    }),
  ]
}

function valueFaults(
  one: Possible,
  param: Param,
  scope: Scope,
  line: number,
  target: BicepFile,
  say: (line: number, what: string) => Fault,
): readonly Fault[] {
  const wanted = ofParam(param, scope, param.line)
  const fits = wanted.some((option) => isOf(one, option)) || (isNull(one) && param.standard !== undefined)
  return fits
    ? []
    : [
        say(
          line,
          `the parameter "${param.name}" of ${target.path} is ${[...new Set(wanted.map(said))].join(' or ')}, not ${said(one)}`,
        ),
      ]
}

/** Whether a value can be what is wanted. What is computed of one type may be any value of it. */
function isOf(one: Possible, wanted: Possible): boolean {
  if (one.kind === 'computed' && one.as === 'any') return true
  if (wanted.kind === 'computed') return wanted.as === 'any' || wanted.as === typeOf(one)
  if (wanted.kind === 'literal' && one.kind === 'literal') return wanted.value === one.value
  return typeOf(one) === typeOf(wanted)
}

function typeOf(one: Possible): string {
  if (one.kind === 'computed') return one.as
  if (one.kind !== 'literal') return one.kind
  const types: Readonly<Record<string, string>> = { string: 'text', number: 'int', boolean: 'bool' }
  return one.value === null ? 'null' : (types[typeof one.value] ?? 'any')
}
