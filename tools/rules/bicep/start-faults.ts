import type { BicepFile, Deployed, Fault, Value } from './model.ts'
import { mainPath, scopesFromMain } from './program.ts'
import type { Project } from './scope.ts'
import { namesOf, partsOf } from './walk.ts'

/** What is known of a resource before it is there. */
const knownBefore = ['id', 'name', 'type', 'apiVersion']

/** What Azure must know when a deployment starts, and is only told by it; and files that nothing deploys. */
export function startFaults(project: Project): readonly Fault[] {
  const used = new Set(scopesFromMain(project).map(({ file }) => file.path))
  return [
    ...[...project.files.values()].flatMap((file) =>
      [...file.resources, ...file.modules].flatMap((deployed) => faultsOf(deployed, file)),
    ),
    ...[...project.files.keys()]
      .filter((path) => !used.has(path))
      .map((path) => ({ path, line: 1, what: `nothing in ${mainPath} deploys this file` })),
  ]
}

function faultsOf(deployed: Deployed, file: BicepFile): readonly Fault[] {
  const name = deployed.body.entries.find(({ key }) => key === 'name')?.value
  const asked = [
    ['the name', name],
    ['the condition', deployed.condition],
    ['the loop', deployed.loop?.over],
  ] as const
  return asked.flatMap(([what, value]) =>
    (value ? toldLater(value, file, namesOf(deployed.loop)) : []).map((late) => ({
      path: file.path,
      line: late.line,
      what: `${what} of "${deployed.name}" must be known at the start, and "${late.text}" is only known later`,
    })),
  )
}

interface Late {
  readonly text: string
  readonly line: number
}

/** Outputs of modules and properties of resources, also behind variables and the items of a loop. */
function toldLater(value: Value, file: BicepFile, own: readonly string[]): readonly Late[] {
  if (value.kind === 'name' && !own.includes(value.name)) {
    const variable = file.vars.find(({ name }) => name === value.name)
    return variable ? toldLater(variable.value, file, []) : []
  }
  if (value.kind === 'member') {
    const base = baseOf(value)
    if (base && file.modules.some(({ name }) => name === base.name))
      return [{ text: base.text, line: value.line }]
    if (base && file.resources.some(({ name }) => name === base.name)) {
      return knownBefore.includes(base.first) ? [] : [{ text: base.text, line: value.line }]
    }
  }
  return partsOf(value).flatMap((part) => toldLater(part, file, own))
}

function baseOf(
  value: Value,
): { readonly name: string; readonly first: string; readonly text: string } | undefined {
  const path: string[] = []
  let base = value
  while (base.kind === 'member' || base.kind === 'index') {
    if (base.kind === 'member') {
      path.unshift(base.name)
      // What is in a resource is a resource.
      if (base.nested) path.length = 0
    }
    base = base.of
  }
  return base.kind === 'name' && path[0]
    ? { name: base.name, first: path[0], text: [base.name, ...path].join('.') }
    : undefined
}
