import { existsSync, globSync, readFileSync } from 'node:fs'
import { accessFaults } from './access-faults.ts'
import { askedFaults, type ReadOnly } from './asked-faults.ts'
import { azdFaults } from './azd-faults.ts'
import { closerTypes } from './closer.ts'
import { listFaults } from './list-faults.ts'
import type { BicepFile, Fault } from './model.ts'
import { moduleFaults } from './module-faults.ts'
import { parameterFaults } from './parameter-faults.ts'
import { parseBicep } from './parse.ts'
import { circleFaults, referenceFaults } from './reference-faults.ts'
import { type ArmTypes, resourceFaults, unusedFacts } from './resource-faults.ts'
import { roleFaults } from './role-faults.ts'
import type { Project } from './scope.ts'
import { settingFaults } from './setting-faults.ts'
import { startFaults } from './start-faults.ts'
import { wireFaults } from './wire-faults.ts'

/** What is known of Azure, as copied, and of the product. */
export interface Facts {
  readonly types: ArmTypes
  /** The ids of roles, by their names. */
  readonly roles: Readonly<Record<string, string>>
  readonly readOnly: ReadOnly
  /** What the product reads of its environment. */
  readonly settings: readonly string[]
}

/** Everything that is wrong with what stands in `infra/` to be deployed. */
export function infrastructureFaults(project: Project, facts: Facts): readonly Fault[] {
  const unreadable = [...project.files.values()].flatMap(({ faults }) => faults)
  if (unreadable.length > 0) return unreadable
  const circles = circleFaults(project)
  if (circles.length > 0) return circles
  return inOrder([
    ...referenceFaults(project),
    ...moduleFaults(project),
    ...askedFaults(project, facts.types, facts.readOnly),
    ...resourceFaults(project, facts.types),
    ...unusedFacts(project, facts.types),
    ...startFaults(project),
    ...settingFaults(project, facts.settings),
    ...listFaults(project),
    ...roleFaults(project, facts.roles),
    ...parameterFaults(project),
    ...accessFaults(project, facts.types),
    ...wireFaults(project),
    ...azdFaults(project),
  ])
}

/** Each one once: what is wrong in a loop is wrong in all its rounds. */
function inOrder(faults: readonly Fault[]): readonly Fault[] {
  const once = [...new Map(faults.map((one) => [`${one.path} ${one.line} ${one.what}`, one])).values()]
  return once.toSorted((a, b) => (a.path === b.path ? a.line - b.line : a.path < b.path ? -1 : 1))
}

/** Reads what is deployed from a folder: what stands below `infra/`, and what azd reads besides. */
export async function readProject(root: string): Promise<Project> {
  const paths = globSync(['infra/**/*.{bicep,json}', 'azure.yaml', 'package.json', '.funcignore'], {
    cwd: root,
  })
  const texts = paths.map(
    (path) => [path.replaceAll('\\', '/'), readFileSync(`${root}/${path}`, 'utf8')] as const,
  )
  return projectOf(new Map(texts.toSorted()), (path) => existsSync(`${root}/${path}`))
}

/** A project of texts by their paths. */
export async function projectOf(
  texts: ReadonlyMap<string, string>,
  exists: Project['exists'],
): Promise<Project> {
  const files = new Map<string, BicepFile>()
  const json = new Map<string, unknown>()
  for (const [path, text] of texts) {
    if (path.endsWith('.bicep')) files.set(path, await parseBicep(path, text))
    if (path.endsWith('.json')) json.set(path, JSON.parse(text))
  }
  return { files, json, read: (path) => texts.get(path), exists }
}

export function readFacts(root: string, settings: readonly string[]): Facts {
  const read = (name: string) => JSON.parse(readFileSync(`${root}/tools/rules/bicep/${name}.json`, 'utf8'))
  return {
    types: closerTypes(read('arm'), read('closer')),
    roles: read('built-in-roles'),
    readOnly: read('read-only'),
    settings,
  }
}
