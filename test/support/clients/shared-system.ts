import type { TestProject } from 'vitest/node'
import { type System, startSystem } from './system.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The state folder of a system that all journeys share: each has organisations of its own in it. */
    readonly sharedState: string
  }
}

let system: System | undefined

export async function setup(project: TestProject): Promise<void> {
  system = await startSystem()
  project.provide('sharedState', system.state)
}

export async function teardown(): Promise<void> {
  await system?.stop()
}
