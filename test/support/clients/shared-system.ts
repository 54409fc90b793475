import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { TestProject } from 'vitest/node'
import { projectRoot } from '#local/system/state-folder.ts'
import { type System, startSystem } from './system.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The state folder of a system that all journeys share: each has organisations of its own in it. */
    readonly sharedState: string
  }
}

let system: System | undefined
let own: string | undefined

/**
 * The journeys are run on what ships: a build, in a folder where it finds nothing but what it brings along. `npm test`
 * has made one for all projects.
 */
export async function setup(project: TestProject): Promise<void> {
  const dist = process.env['SEATWARDEN_TEST_BUILD'] ?? (await build())
  system = await startSystem({ dist })
  project.provide('sharedState', system.state)
}

export async function teardown(): Promise<void> {
  await system?.stop()
  if (own) rmSync(own, { recursive: true, force: true })
}

async function build(): Promise<string> {
  own = mkdtempSync(join(tmpdir(), 'seatwarden-dist-'))
  await promisify(execFile)(process.execPath, [join(projectRoot, 'tools/build.ts'), '--out', own])
  return own
}
