import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { ownerOnly } from './owner-only.ts'

/** The project, wherever a script is started from. */
export const projectRoot = resolve(import.meta.dirname, '../..')

/** Where everything lives that survives a restart: SEATWARDEN_STATE, or `.local` in the project. */
export function stateFolder(): string {
  return resolve(process.env['SEATWARDEN_STATE']?.trim() || join(projectRoot, '.local'))
}

export interface StateFiles {
  /** For scripts and front ends: there while everything answers. */
  readonly ready: string
  /** The settings that the functions run with. */
  readonly settings: string
  /** One file an organisation, written when all of it is stored. */
  readonly organisations: string
  /** What sign-in reads. */
  readonly personas: string
  readonly logs: string
  readonly lock: string
}

export function stateFiles(state: string): StateFiles {
  return {
    ready: join(state, 'ready.json'),
    settings: join(state, 'settings.json'),
    organisations: join(state, 'organisations'),
    personas: join(state, 'personas.json'),
    logs: join(state, 'logs'),
    lock: join(state, 'lock.sqlite'),
  }
}

/** The folders of the processes that keep something, and the files above. */
export const stateEntries = [
  'blobs',
  'cosmos',
  'mailbox',
  'payment-gateway',
  'service-bus',
  'sign-in',
  'logs',
  'organisations',
  'lock.sqlite',
  'personas.json',
  'ready.json',
  'settings.json',
] as const

/**
 * Takes the state folder for this process, or gives back undefined when another has it. The lock is the system's own
 * on an open file: it ends with the process, however that ends, so it is never stale and no pid can be mistaken. What
 * is in the folder becomes its owner's alone.
 */
export function lockState(state: string): { release(): void } | undefined {
  mkdirSync(state, { recursive: true, mode: 0o700 })
  const database = new DatabaseSync(stateFiles(state).lock)
  try {
    database.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    if ((error as { errcode?: number }).errcode === sqliteBusy) return undefined
    throw error
  }
  ownerOnly(state, stateEntries)
  return { release: () => database.close() }
}

const sqliteBusy = 5
