import { existsSync, globSync, readFileSync } from 'node:fs'
import { readSettings } from '#infra/settings.ts'
import { accessFaults } from './access-faults.ts'
import { azdFaults } from './azd-faults.ts'
import { listFaults } from './list-faults.ts'
import type { BicepFile, Fault } from './model.ts'
import { moduleFaults } from './module-faults.ts'
import { parameterFaults } from './parameter-faults.ts'
import { parseBicep } from './parse.ts'
import { referenceFaults } from './reference-faults.ts'
import { type ArmTypes, resourceFaults } from './resource-faults.ts'
import { roleFaults } from './role-faults.ts'
import type { Project } from './scope.ts'
import { settingFaults, settingsRead } from './setting-faults.ts'
import { startFaults } from './start-faults.ts'

/** What is known of Azure, as copied. */
export interface Facts {
  readonly types: ArmTypes
  /** The ids of roles, by their names. */
  readonly roles: Readonly<Record<string, string>>
}

/** Everything that is wrong with what stands in `infra/` to be deployed. */
export function infrastructureFaults(project: Project, facts: Facts): readonly Fault[] {
  // Whoever cannot be read cannot be checked, and whoever names what is not there only for a part.
  const unreadable = [...project.files.values()].flatMap(({ faults }) => faults)
  if (unreadable.length > 0) return unreadable
  const dangling = [...referenceFaults(project), ...moduleFaults(project)]
  if (dangling.length > 0) return dangling
  return [
    ...resourceFaults(project, facts.types),
    ...startFaults(project),
    ...settingFaults(project, settingsRead(readSettings)),
    ...listFaults(project),
    ...roleFaults(project, facts.roles),
    ...parameterFaults(project),
    ...accessFaults(project, facts.types),
    ...azdFaults(project),
  ]
}

/** Reads what is deployed from a folder: Bicep and JSON below `infra/`, and what azd reads. */
export async function readProject(root: string): Promise<Project> {
  const files = new Map<string, BicepFile>()
  for (const path of pathsIn(root, 'infra/**/*.bicep')) {
    files.set(path, await parseBicep(path, readFileSync(`${root}/${path}`, 'utf8')))
  }
  const json = ['package.json', ...pathsIn(root, 'infra/**/*.json')].map(
    (path) => [path, JSON.parse(readFileSync(`${root}/${path}`, 'utf8'))] as const,
  )
  return {
    files,
    json: new Map<string, unknown>(json),
    read: (path) => (existsSync(`${root}/${path}`) ? readFileSync(`${root}/${path}`, 'utf8') : undefined),
    exists: (path) => existsSync(`${root}/${path}`),
  }
}

export function readFacts(root: string): Facts {
  const read = (name: string) => JSON.parse(readFileSync(`${root}/tools/rules/bicep/${name}.json`, 'utf8'))
  return { types: read('arm'), roles: read('built-in-roles') }
}

function pathsIn(root: string, pattern: string): readonly string[] {
  return globSync(pattern, { cwd: root })
    .map((path) => path.replaceAll('\\', '/'))
    .sort()
}
