import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { lockState, stateEntries, stateFolder } from './system/state-folder.ts'

/** `npm run reset`: takes away everything that was kept. The next start begins with the demo organisations. */
const state = stateFolder()
if (!existsSync(state)) {
  console.log(`There is nothing to take away: ${state} does not exist.`)
} else {
  const lock = lockState(state)
  if (lock) {
    // An open file cannot be removed everywhere.
    lock.release()
    empty()
    console.log(`Emptied ${state}. The next "npm start" begins anew.`)
  } else {
    console.error(`Seatwarden runs on ${state}: stop it first (Ctrl-C where it was started), then reset.`)
    process.exitCode = 1
  }
}

/** By name: a mistyped SEATWARDEN_STATE must not cost anybody his files. */
function empty(): void {
  for (const name of stateEntries) rmSync(join(state, name), { recursive: true, force: true })
  if (readdirSync(state).length === 0) rmdirSync(state)
}
