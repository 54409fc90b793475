import { globSync, readFileSync } from 'node:fs'
import type { Project } from './evaluate.ts'
import type { BicepFile, Fault } from './model.ts'
import { moduleFaults } from './module-faults.ts'
import { parseBicep } from './parse.ts'
import { referenceFaults } from './reference-faults.ts'
import { type ArmTypes, resourceFaults } from './resource-faults.ts'

/** Everything that is wrong with what stands in `infra/` to be deployed. */
export function infrastructureFaults(project: Project, arm: ArmTypes): readonly Fault[] {
  const unreadable = [...project.files.values()].flatMap(({ faults }) => faults)
  if (unreadable.length > 0) return unreadable
  return [...resourceFaults(project, arm), ...moduleFaults(project), ...referenceFaults(project)]
}

/** Reads the Bicep files below `infra/` of a folder, and the JSON beside them. */
export async function readProject(root: string): Promise<Project> {
  const files = new Map<string, BicepFile>()
  for (const path of pathsIn(root, 'infra/**/*.bicep')) {
    files.set(path, await parseBicep(path, readFileSync(`${root}/${path}`, 'utf8')))
  }
  const json = pathsIn(root, 'infra/**/*.json').map(
    (path) => [path, JSON.parse(readFileSync(`${root}/${path}`, 'utf8'))] as const,
  )
  return { files, json: new Map<string, unknown>(json), paths: new Set(pathsIn(root, 'infra/**/*.*')) }
}

export function readArmTypes(root: string): ArmTypes {
  return JSON.parse(readFileSync(`${root}/tools/rules/bicep/arm.json`, 'utf8'))
}

function pathsIn(root: string, pattern: string): readonly string[] {
  return globSync(pattern, { cwd: root })
    .map((path) => path.replaceAll('\\', '/'))
    .sort()
}
