import { type ArmType, typeFaults } from './arm-types.ts'
import { possible } from './evaluate.ts'
import type { BicepFile, Fault, Resource, Value } from './model.ts'
import { nearest } from './nearest.ts'
import { instances, rounds } from './program.ts'
import { type Project, type Scope, scopeOf } from './scope.ts'

/** What may be set, by `type@version`. */
export type ArmTypes = { readonly [typeAndVersion: string]: { readonly [name: string]: ArmType } }

/** What Bicep itself reads of a resource; all else goes to Azure. */
const bicepsOwn = ['parent', 'scope', 'dependsOn', 'asserts']

/** Types that may stand on any other resource. */
const extensions = /^Microsoft\.(?:Authorization\/(?:roleAssignments|locks)|Insights\/diagnosticSettings)$/

/** What resources set that their types do not have, leave out or do not allow. */
export function resourceFaults(project: Project, arm: ArmTypes): readonly Fault[] {
  const alone = [...project.files.values()].flatMap((file) =>
    file.resources.flatMap((resource) => faultsOfResource(resource, file, project, arm)),
  )
  return [...alone, ...givenFaults(project, arm, alone)]
}

/** The same once parameters are what main.bicep gives: what is seen only then stands in another file. */
function givenFaults(project: Project, arm: ArmTypes, seen: readonly Fault[]): readonly Fault[] {
  return instances(project).flatMap(({ resource, file, scope }) =>
    bodyFaults(resource, file, scope, arm)
      .filter(({ what }) => !seen.some((one) => one.path === file.path && one.what === what))
      .map(({ what }) => ({ path: file.path, line: resource.line, what: `${what}, as it is given` })),
  )
}

/** The types of the facts that no resource has: a copy holds what is used. */
export function unusedFacts(project: Project, arm: ArmTypes): readonly Fault[] {
  const used = new Set([...project.files.values()].flatMap(({ resources }) => resources.map(keyOf)))
  return Object.keys(arm)
    .filter((key) => !used.has(key))
    .map((key) => ({
      path: 'tools/rules/bicep/arm.json',
      line: 1,
      what: `nothing that is deployed is a ${key}`,
    }))
}

function keyOf({ type, apiVersion }: Resource): string {
  return `${type}@${apiVersion}`
}

export function faultsOfResource(
  resource: Resource,
  file: BicepFile,
  project: Project,
  arm: ArmTypes,
): readonly Fault[] {
  const say = (what: string, line = resource.line): Fault => ({ path: file.path, line, what })
  const type = Object.hasOwn(arm, keyOf(resource)) ? arm[keyOf(resource)] : undefined
  if (!type) return [say(unknownType(resource, arm))]
  const own = rounds(resource, scopeOf(project, file))
  return [
    ...own.flatMap((scope) => bodyFaults(resource, file, scope, arm)),
    ...placeFaults(resource, file, say),
  ]
}

function bodyFaults(resource: Resource, file: BicepFile, scope: Scope, arm: ArmTypes): readonly Fault[] {
  const type = arm[keyOf(resource)]
  const [body] = possible({ value: resource.body, scope })
  if (!type || body?.kind !== 'object') return []
  const where = { path: file.path, name: resource.type }
  const set = body.entries.filter(({ key }) => !bicepsOwn.includes(key))
  if (!resource.existing) return typeFaults({ ...body, entries: set }, type, where)
  const [names, more] = [set.filter(({ key }) => key === 'name'), set.filter(({ key }) => key !== 'name')]
  return [
    ...typeFaults({ ...body, entries: names }, { 'name!': 'string' }, where),
    ...more.map(({ key, line }) => ({
      path: file.path,
      line,
      what: `${resource.type} is existing: "${key}" is not set here`,
    })),
  ]
}

function unknownType(resource: Resource, arm: ArmTypes): string {
  const versions = Object.keys(arm).filter((key) => key.startsWith(`${resource.type}@`))
  if (versions.length > 0) {
    return `${resource.type} has the version ${resource.apiVersion}, the facts (arm.json) have ${versions.map((key) => key.split('@')[1]).join(', ')}`
  }
  const types = Object.keys(arm).map((key) => key.split('@')[0] ?? '')
  return `${resource.type} is not among the facts (arm.json)${nearest(resource.type, types)}`
}

/** A child stands in its parent, and in nothing else. */
function placeFaults(
  resource: Resource,
  file: BicepFile,
  say: (what: string, line?: number) => Fault,
): readonly Fault[] {
  const entry = (name: string) => resource.body.entries.find(({ key }) => key === name)
  const parentType = resource.type.split('/').slice(0, -1).join('/')
  const isChild = parentType.includes('/')
  const parent = entry('parent')
  const scope = entry('scope')
  const faults: Fault[] = []
  if (isChild && !parent && !resource.within) faults.push(say(`${resource.type} needs "parent"`))
  if (!isChild && parent) faults.push(say(`${resource.type} has no parent`, parent.line))
  if (resource.within && parent)
    faults.push(say(`${resource.type} stands in its parent already`, parent.line))
  if (isChild && parent) {
    const is = resourceNamed(parent.value, file)
    if (!is) faults.push(say(`the parent of ${resource.type} is no resource of this file`, parent.line))
    else if (is.type !== parentType) {
      faults.push(say(`the parent of ${resource.type} is a ${parentType}, not a ${is.type}`, parent.line))
    }
  }
  if (scope && !resource.existing && !extensions.test(resource.type)) {
    faults.push(say(`${resource.type} has no "scope"`, scope.line))
  }
  return faults
}

/** The resource that a value means: `name`, `name[0]`, `outer::inner`. */
export function resourceNamed(value: Value, file: BicepFile): Resource | undefined {
  if (value.kind === 'index') return resourceNamed(value.of, file)
  if (value.kind === 'name')
    return (
      file.resources.find(({ name, within }) => name === value.name && !within) ??
      file.resources.find(({ name }) => name === value.name)
    )
  if (value.kind !== 'member' || !value.nested) return undefined
  const outer = resourceNamed(value.of, file)
  return file.resources.find(({ name, within }) => name === value.name && within === outer)
}
