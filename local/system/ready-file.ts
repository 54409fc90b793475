import { rmSync } from 'node:fs'
import type { Organisations } from './organisations-folder.ts'
import type { Ports } from './ports.ts'
import { stateFiles } from './state-folder.ts'
import { readWhole, writeWhole } from './whole-file.ts'

/** What `ready.json` says while everything answers; a contract with scripts and front ends (docs/architecture.md). */
export interface Ready {
  readonly api: string
  /** What people see. */
  readonly portal: string
  readonly docs: string
  readonly signIn: string
  readonly mailbox: string
  /** What the product tells of itself. */
  readonly traces: string
  /** The supervisor's. */
  readonly pid: number
  readonly processes: readonly { readonly name: string; readonly pid: number }[]
  readonly tenants: Organisations['tenants']
  readonly personas: readonly Pick<
    Organisations['personas'][number],
    'id' | 'displayName' | 'userPrincipalName' | 'tenantId' | 'objectId' | 'role'
  >[]
}

export function readyOf(
  ports: Ports,
  pids: ReadonlyMap<string, number>,
  { tenants, personas }: Organisations,
): Ready {
  const api = `http://127.0.0.1:${ports.api}`
  return {
    api,
    portal: `${api}/app/`,
    docs: `${api}/docs`,
    signIn: `http://127.0.0.1:${ports['sign-in']}`,
    mailbox: `http://127.0.0.1:${ports.mailbox}`,
    traces: `http://127.0.0.1:${ports.traces}`,
    pid: process.pid,
    processes: [...pids].map(([name, pid]) => ({ name, pid })),
    tenants,
    personas: personas.map(({ id, displayName, userPrincipalName, tenantId, objectId, role }) => ({
      id,
      displayName,
      userPrincipalName,
      tenantId,
      objectId,
      role,
    })),
  }
}

export function writeReady(state: string, ready: Ready): void {
  writeWhole(stateFiles(state).ready, ready)
}

export function removeReady(state: string): void {
  rmSync(stateFiles(state).ready, { force: true })
}

/** Undefined when nothing runs there: a file whose supervisor is gone was left behind by a kill. */
export function readReady(state: string): Ready | undefined {
  const ready = readWhole<Ready>(stateFiles(state).ready)
  return ready && isAlive(ready.pid) ? ready : undefined
}

/** Throws with what to do when nothing runs there. */
export function requireReady(state: string): Ready {
  const ready = readReady(state)
  if (ready) return ready
  throw new Error(
    `Seatwarden does not run (there is no ${stateFiles(state).ready}): start it with "npm start".`,
  )
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
