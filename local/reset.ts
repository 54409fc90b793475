import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { lockState, stateEntriesIn, stateFolder } from './system/state-folder.ts'

/** `npm run reset`: takes away everything that was kept. The next start begins with the demo organisations. */
const state = stateFolder()
try {
  if (existsSync(state)) reset()
  else console.log(`There is nothing to take away: ${state} does not exist.`)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

function reset(): void {
  const lock = lockState(state)
  if (!lock)
    throw new Error(`Seatwarden runs on ${state}: stop it first (Ctrl-C where it was started), then reset.`)
  // An open file cannot be removed everywhere.
  lock.release()
  // By name: a mistyped SEATWARDEN_STATE must not cost anybody their files.
  for (const name of stateEntriesIn(state)) rmSync(join(state, name), { recursive: true, force: true })
  if (readdirSync(state).length === 0) rmdirSync(state)
  console.log(`Emptied ${state}. The next "npm start" begins anew.`)
}
