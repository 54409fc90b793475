import { functionNamed } from './functions.ts'
import { jsonAt, pathFrom } from './json-values.ts'
import type { BicepFile, Fault, Value } from './model.ts'
import { nearest } from './nearest.ts'
import type { Project } from './scope.ts'
import { namesOf, partsOf, typeNames, valuesOf, within } from './walk.ts'

/** Names that nothing has, files that are not there, and what nothing uses. */
export function referenceFaults(project: Project): readonly Fault[] {
  return [...project.files.values()].flatMap((file) => [
    ...undefinedNames(file),
    ...calls(file, project),
    ...outputsUsed(file, project),
    ...unused(file),
    ...twice(file),
    ...decorators(file),
  ])
}

function say(file: BicepFile, line: number, what: string): Fault {
  return { path: file.path, line, what }
}

/** What a file declares outside of any loop. A nested resource is reached by its parent, or inside of it. */
function declared(file: BicepFile) {
  return [...file.params, ...file.vars, ...file.resources, ...file.modules]
}

function undefinedNames(file: BicepFile): readonly Fault[] {
  const names = declared(file).map(({ name }) => name)
  const types = file.types.map(({ name }) => name)
  const typed = [...file.params, ...file.outputs, ...file.types].flatMap(({ type }) => [...typeNames(type)])
  return [
    ...[...valuesOf(file)].flatMap(({ value, names: inner }) =>
      free(value, new Set(inner)).flatMap(({ name, line }) =>
        names.includes(name)
          ? []
          : [say(file, line, `nothing is called "${name}"${nearest(name, [...names, ...inner])}`)],
      ),
    ),
    ...typed.flatMap(({ name, line }) =>
      types.includes(name) ? [] : [say(file, line, `there is no type "${name}"${nearest(name, types)}`)],
    ),
  ]
}

/** The names in a value that mean something outside of it. */
function free(
  value: Value,
  bound: ReadonlySet<string>,
): readonly { readonly name: string; readonly line: number }[] {
  if (value.kind === 'name') return bound.has(value.name) || ['az', 'sys'].includes(value.name) ? [] : [value]
  if (value.kind === 'lambda') return free(value.body, new Set([...bound, ...value.parameters]))
  if (value.kind === 'loop') {
    const inside = new Set([...bound, ...namesOf(value.loop)])
    const { loop, condition, body } = value
    return [...free(loop.over, bound), ...(condition ? free(condition, inside) : []), ...free(body, inside)]
  }
  return partsOf(value).flatMap((part) => free(part, bound))
}

function everyValue(file: BicepFile): readonly Value[] {
  return [...valuesOf(file)].flatMap(({ value }) => [...within(value)])
}

/** Of these there is one for each kind of resource; none of them is allowed: see access-faults.ts. */
export const asksForKeys = /^list[A-Z]/

/** Functions that there are not, and files that they should load. */
function calls(file: BicepFile, project: Project): readonly Fault[] {
  const own = file.functions.map(({ name }) => name)
  return everyValue(file).flatMap((value) => {
    if (value.kind !== 'call' || value.of) return []
    const { name, args, line } = value
    if (!own.includes(name) && !functionNamed(name) && !asksForKeys.test(name))
      return [say(file, line, `there is no function "${name}"`)]
    if (!/^load[A-Z]/.test(name)) return []
    const [path, at] = args
    if (path?.kind !== 'literal') return [say(file, line, `${name} needs a plain path`)]
    const loaded = pathFrom(file.path, String(path.value))
    if (!project.exists(loaded)) return [say(file, line, `there is no file ${loaded}`)]
    if (name !== 'loadJsonContent' || !at) return []
    const found = at.kind === 'literal' ? jsonAt(project.json.get(loaded), String(at.value)) : undefined
    return found === undefined
      ? [say(file, line, `${loaded} has nothing at ${at.kind === 'literal' ? at.value : 'a computed path'}`)]
      : []
  })
}

/** Each `module.outputs.name` is an output of the file of that module. */
function outputsUsed(file: BicepFile, project: Project): readonly Fault[] {
  return everyValue(file).flatMap((value) => {
    if (value.kind !== 'member' || value.of.kind !== 'member' || value.of.name !== 'outputs') return []
    const { of } = value.of
    const name = of.kind === 'index' ? of.of : of
    const module = name.kind === 'name' ? file.modules.find((one) => one.name === name.name) : undefined
    const target = module && project.files.get(pathFrom(file.path, module.source))
    const names = target?.outputs.map((output) => output.name)
    if (!names || names.includes(value.name)) return []
    return [
      say(file, value.line, `${target?.path} has no output "${value.name}"${nearest(value.name, names)}`),
    ]
  })
}

function unused(file: BicepFile): readonly Fault[] {
  const used = new Set(everyValue(file).flatMap((value) => (value.kind === 'name' ? [value.name] : [])))
  const types = new Set(
    [...file.params, ...file.outputs, ...file.types].flatMap(({ type }) =>
      [...typeNames(type)].map(({ name }) => name),
    ),
  )
  const called = new Set(everyValue(file).flatMap((value) => (value.kind === 'call' ? [value.name] : [])))
  const nothing = (what: string, name: string, line: number) =>
    say(file, line, `nothing uses the ${what} "${name}"`)
  return [
    ...file.params
      .filter(({ name }) => !used.has(name))
      .map(({ name, line }) => nothing('parameter', name, line)),
    ...file.vars
      .filter(({ name }) => !used.has(name))
      .map(({ name, line }) => nothing('variable', name, line)),
    ...file.types.filter(({ name }) => !types.has(name)).map(({ name, line }) => nothing('type', name, line)),
    ...file.functions
      .filter(({ name }) => !called.has(name))
      .map(({ name, line }) => nothing('function', name, line)),
    ...file.resources
      .filter(
        ({ name, existing }) =>
          existing && !used.has(name) && !file.resources.some(({ within }) => within?.name === name),
      )
      .map(({ name, line }) => nothing('existing resource', name, line)),
  ]
}

const decoratorNames = [
  ...[
    'allowed',
    'batchSize',
    'description',
    'export',
    'maxLength',
    'maxValue',
    'metadata',
    'minLength',
    'minValue',
  ],
  ...['sealed', 'secure'],
]

function decorators(file: BicepFile): readonly Fault[] {
  return [...declared(file), ...file.types, ...file.functions, ...file.outputs]
    .flatMap((one) => one.decorators)
    .filter(({ name }) => !decoratorNames.includes(name))
    .map(({ name, line }) => say(file, line, `the check knows no decorator @${name}`))
}

/** Two of one name. */
function twice(file: BicepFile): readonly Fault[] {
  const all = [
    ...declared(file).filter((one) => !('within' in one && one.within)),
    ...file.types,
    ...file.functions,
  ]
  return all
    .filter(({ name }, at) => all.findIndex((other) => other.name === name) < at)
    .map(({ name, line }) => say(file, line, `"${name}" is there already`))
    .concat(
      everyValue(file).flatMap((value) => {
        const keys = value.kind === 'object' ? value.entries : []
        return keys
          .filter(
            ({ key }, at) => typeof key === 'string' && keys.findIndex((other) => other.key === key) < at,
          )
          .map(({ key, line }) => say(file, line, `"${key}" is there already`))
      }),
    )
}

/** Variables that are made of themselves: nothing can be said of their values. */
export function circleFaults(project: Project): readonly Fault[] {
  return [...project.files.values()].flatMap(circles)
}

function circles(file: BicepFile): readonly Fault[] {
  const uses = new Map(
    file.vars.map(({ name, value }) => [name, free(value, new Set()).map((one) => one.name)]),
  )
  const reaches = (from: string, to: string, seen: Set<string>): boolean =>
    (uses.get(from) ?? []).some(
      (next) => next === to || (!seen.has(next) && reaches(next, to, seen.add(next))),
    )
  return file.vars
    .filter(({ name }) => reaches(name, name, new Set()))
    .map(({ name, line }) => say(file, line, `"${name}" is made of itself`))
}
