import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FunctionApp } from '#local/system/function-app.ts'
import { type Ready, readReady } from '#local/system/ready-file.ts'
import { stateFolder } from '#local/system/state-folder.ts'
import { startSupervisor } from '#local/system/supervisor.ts'
import { type Actor, actorAt } from './actor.ts'

/** Where the demo plays: the system that runs here, or one of its own that ends with it, for a build always. */
export interface Stage {
  readonly state: string
  readonly isOwn: boolean
  /** As it stands in ready.json now. */
  ready(): Ready
  as(persona: string): Actor
  /** The first persona of a role, in the organisation when one is given. */
  withRole(role: Ready['personas'][number]['role'], tenantId?: string): Actor
  close(): Promise<void>
}

export async function findStage(app?: FunctionApp): Promise<Stage> {
  const state = stateFolder()
  if (!app && readReady(state)) return stageOn(state, false, async () => {})
  return ownStage(app)
}

/** One that nobody else plays on: its clock can be moved, and it ends with the demo. */
export async function ownStage(app?: FunctionApp): Promise<Stage> {
  const own = mkdtempSync(join(tmpdir(), 'seatwarden-demo-'))
  try {
    // A process that the demo ends is started again without a word: the story tells of it.
    const supervisor = await startSupervisor({
      state: own,
      firstPort: 0,
      ...(app ? { app } : {}),
      tell: () => {},
    })
    return stageOn(own, true, async () => {
      await supervisor.stop()
      rmSync(own, { recursive: true, force: true })
    })
  } catch (error) {
    rmSync(own, { recursive: true, force: true })
    throw error
  }
}

function stageOn(state: string, isOwn: boolean, close: () => Promise<void>): Stage {
  const ready = () => {
    const now = readReady(state)
    if (!now) throw new Error('The system was stopped while the demo played.')
    return now
  }
  const as = (id: string) => {
    const persona = ready().personas.find((one) => one.id === id)
    if (!persona) throw new Error(`There is no persona ${id}: was this started with another demo?`)
    return actorAt(ready(), persona)
  }
  return {
    state,
    isOwn,
    ready,
    as,
    withRole(role, tenantId) {
      const { personas } = ready()
      const found = personas.find((one) => one.role === role && (!tenantId || one.tenantId === tenantId))
      if (!found) throw new Error(`No persona is a ${role}${tenantId ? ` of ${tenantId}` : ''}.`)
      return as(found.id)
    },
    close,
  }
}
