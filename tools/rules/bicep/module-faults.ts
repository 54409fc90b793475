import { ofParam, possible } from './evaluate.ts'
import { fits, shown } from './fits.ts'
import { pathFrom } from './json-values.ts'
import type { BicepFile, Fault, Module, Param, Value } from './model.ts'
import { nearest } from './nearest.ts'
import { rounds } from './program.ts'
import { isNull, type Possible, type Project, type Scope, scopeOf } from './scope.ts'

/** What modules are given that they do not take, not given though they need it, or given of another type; and outputs. */
export function moduleFaults(project: Project): readonly Fault[] {
  return [...project.files.values()].flatMap((file) => [
    ...file.modules.flatMap((module) => faultsOf(module, file, project)),
    ...typeFaults(file, project),
    ...(file.targetScope === 'resourceGroup' ? [] : [{ path: file.path, line: 1, what: oneGroup }]),
  ])
}

/** Whoever needs another scope has to teach it to the checks of roles first. */
const oneGroup = 'the check knows deployments to one resource group alone'

function faultsOf(module: Module, file: BicepFile, project: Project): readonly Fault[] {
  const say = (line: number, what: string): Fault => ({ path: file.path, line, what })
  const path = pathFrom(file.path, module.source)
  const target = project.files.get(path)
  if (!target) return [say(module.line, `there is no file ${path}`)]
  return rounds(module, scopeOf(project, file)).flatMap((scope) => {
    const [body] = possible({ value: module.body, scope })
    if (body?.kind !== 'object') return []
    const unknown = body.entries.filter(({ key }) => !['name', 'params', 'dependsOn'].includes(key))
    const params = body.entries.find(({ key }) => key === 'params')
    const none: Possible = { kind: 'object', entries: [], more: undefined, line: module.line }
    const given = params ? possible(params.thing) : [none]
    return [
      ...unknown.map(({ key, line }) =>
        say(line, key === 'scope' ? oneGroup : `a module has no property "${key}"`),
      ),
      ...given.flatMap((one) => paramFaults(one, target, project, say)),
    ]
  })
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
  if (fits(one, wanted) || (isNull(one) && param.standard !== undefined)) return []
  return [say(line, `the parameter "${param.name}" of ${target.path} is ${told(wanted)}, not ${shown(one)}`)]
}

/** Defaults that a parameter does not allow, and outputs that are not of their type. */
function typeFaults(file: BicepFile, project: Project): readonly Fault[] {
  const scope = scopeOf(project, file)
  const check = (what: string, value: Value | undefined, wanted: readonly Possible[]) =>
    (value ? possible({ value, scope }) : [])
      .filter((one) => !fits(one, wanted))
      .map((one) => ({
        path: file.path,
        line: one.line,
        what: `${what} is ${told(wanted)}, not ${shown(one)}`,
      }))
  return [
    ...file.params.flatMap((param) =>
      check(`the parameter "${param.name}"`, param.standard, ofParam(param, scope, param.line)),
    ),
    ...file.outputs.flatMap(({ name, type, value, line }) =>
      check(`the output "${name}"`, value, possible({ type, scope, line })),
    ),
  ]
}

function told(wanted: readonly Possible[]): string {
  return [...new Set(wanted.map(shown))].join(' or ')
}
