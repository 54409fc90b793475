import { accessSync, constants, mkdirSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { ownerOnly } from './owner-only.ts'

/** The project, wherever a script is started from. */
export const projectRoot = resolve(import.meta.dirname, '../..')

export const stateFolderDefault = join(projectRoot, '.local')

/** Where everything lives that survives a restart: SEATWARDEN_STATE, or `.local` in the project. */
export function stateFolder(): string {
  return resolve(process.env['SEATWARDEN_STATE']?.trim() || stateFolderDefault)
}

export interface StateFiles {
  /** For scripts and front ends: there while everything answers. */
  readonly ready: string
  /** The settings that the functions run with. */
  readonly settings: string
  /** The ports of all processes, for programs of this machine. */
  readonly ports: string
  /** How far `npm run time` has moved the product's clock; missing when it has not. */
  readonly clock: string
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
    ports: join(state, 'ports.json'),
    clock: join(state, 'clock.json'),
    organisations: join(state, 'organisations'),
    personas: join(state, 'personas.json'),
    logs: join(state, 'logs'),
    lock: join(state, 'lock.sqlite'),
  }
}

/** The folders of the processes that keep something, and the files above. */
const stateEntries = [
  'blobs',
  'cosmos',
  'mailbox',
  'payment-gateway',
  'service-bus',
  'sign-in',
  'logs',
  'organisations',
  'clock.json',
  'lock.sqlite',
  'personas.json',
  'ports.json',
  'ready.json',
  'settings.json',
] as const

/** What is ours in the folder. A file may have others beside it: lock.sqlite-journal, ready.json.123.new. */
export function stateEntriesIn(state: string): string[] {
  const isOf = (name: string, entry: string) =>
    name === entry || name.startsWith(`${entry}.`) || name.startsWith(`${entry}-`)
  return readdirSync(state).filter((name) => stateEntries.some((entry) => isOf(name, entry)))
}

/**
 * Takes the state folder for this process, or gives back undefined when another has it. The lock is the system's own
 * on an open file: it ends with the process, however that ends, so it is never stale and no pid can be mistaken. What
 * is in the folder becomes its owner's alone.
 */
export function lockState(state: string): { release(): void } | undefined {
  prepareFolder(state)
  const file = stateFiles(state).lock
  const database = new DatabaseSync(file)
  try {
    database.exec('BEGIN EXCLUSIVE')
  } catch (cause) {
    database.close()
    if ((cause as { errcode?: number }).errcode === sqliteBusy) return undefined
    throw new Error(`${file} is damaged (${(cause as Error).message}): remove it.`, { cause })
  }
  ownerOnly(state, stateEntriesIn(state))
  return { release: () => database.close() }
}

const sqliteBusy = 5

function prepareFolder(state: string): void {
  try {
    mkdirSync(state, { recursive: true, mode: 0o700 })
    accessSync(state, constants.W_OK)
  } catch (cause) {
    const { code = '', message } = cause as NodeJS.ErrnoException
    const why = ['EEXIST', 'ENOTDIR'].includes(code)
      ? 'a file is in its place'
      : ['EACCES', 'EPERM', 'EROFS'].includes(code)
        ? 'you may not write there'
        : message
    throw new Error(
      `The state folder ${state} cannot be used: ${why}. SEATWARDEN_STATE can name another one.`,
      { cause },
    )
  }
}
