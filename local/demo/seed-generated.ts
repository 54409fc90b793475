import type { AppSettings } from '../system/app-settings.ts'
import type { Organisations } from '../system/organisation.ts'
import { addOrganisations, hasOrganisations, shownOf } from '../system/organisations-folder.ts'
import type { Ready } from '../system/ready-file.ts'
import { stateFiles } from '../system/state-folder.ts'
import { readWhole } from '../system/whole-file.ts'
import { generateOrganisation } from './generate.ts'
import { operatorOf, seed as storeAll } from './seeding.ts'

/** Adds a generated organisation to a running system. The same seed is the same organisation: it is added once. */
export async function seedGenerated(
  state: string,
  { api, signIn, personas }: Ready,
  wanted: { readonly users: number; readonly both?: number; readonly seed?: string },
  progress: (members: number) => void,
): Promise<{ readonly organisations: Organisations; readonly isNew: boolean }> {
  const seed = wanted.seed ?? firstFree(state)
  const organisations = generateOrganisation({ ...wanted, seed })
  if (hasOrganisations(state, nameOf(seed))) return { organisations, isNew: false }
  const settings = readWhole<AppSettings>(stateFiles(state).settings)
  if (!settings) throw new Error(`${stateFiles(state).settings} is missing: is this the state folder?`)
  await storeAll(organisations, {
    api,
    signIn,
    settings,
    operator: operatorOf(personas),
    // Half of the work is people, the other half their seats.
    progress: (stored) =>
      progress(Math.min(wanted.users, Math.floor((stored.users + stored.assignments) / 2))),
  })
  addOrganisations(state, nameOf(seed), shownOf(organisations))
  progress(wanted.users)
  return { organisations, isNew: true }
}

function firstFree(state: string): string {
  let number = 1
  while (hasOrganisations(state, nameOf(String(number)))) number += 1
  return String(number)
}

function nameOf(seed: string): string {
  return `seed-${seed}`
}
