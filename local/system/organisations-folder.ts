import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { PersonaSeed, Organisations as Seeded, TenantSeed } from './organisation.ts'
import { stateFiles } from './state-folder.ts'
import { readWhole, writeWhole } from './whole-file.ts'

/** Who is there to be and where; what ready.json and the page of sign-in show. */
export interface Organisations {
  readonly tenants: readonly {
    readonly id: string
    readonly displayName: string
    readonly domain: string
    readonly tenantType: TenantSeed['tenantType']
    readonly country: string
  }[]
  readonly personas: readonly PersonaSeed[]
}

export function shownOf({ tenants, personas }: Seeded): Organisations {
  return {
    tenants: tenants.map(({ id, displayName, domains, tenantType, country }) => ({
      id,
      displayName,
      domain: domains[0] ?? '',
      tenantType,
      country,
    })),
    personas,
  }
}

interface OrganisationsFile extends Organisations {
  readonly addedAt: string
}

/** Written when all of it is stored, so that a seed that was cut off is begun again. */
export function addOrganisations(state: string, name: string, { tenants, personas }: Organisations): void {
  const folder = stateFiles(state).organisations
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file: OrganisationsFile = { addedAt: new Date().toISOString(), tenants, personas }
  writeWhole(join(folder, `${name}.json`), file)
}

export function hasOrganisations(state: string, name: string): boolean {
  return organisationFiles(state).includes(`${name}.json`)
}

/** All of them, in the order in which they were added. */
export function readOrganisations(state: string): Organisations {
  const folder = stateFiles(state).organisations
  const files = organisationFiles(state)
    .map((name) => readWhole<OrganisationsFile>(join(folder, name)))
    .filter((file) => file !== undefined)
    .sort((a, b) => a.addedAt.localeCompare(b.addedAt))
  return {
    tenants: files.flatMap(({ tenants }) => tenants),
    personas: files.flatMap(({ personas }) => personas),
  }
}

/** Calls back when one was added, by whatever process. */
export function watchOrganisations(state: string, added: () => void): { stop(): void } {
  let known = organisationFiles(state).join()
  const timer = setInterval(() => {
    const now = organisationFiles(state).join()
    if (now === known) return
    known = now
    added()
  }, 200)
  return { stop: () => clearInterval(timer) }
}

function organisationFiles(state: string): string[] {
  try {
    return readdirSync(stateFiles(state).organisations).filter((name) => name.endsWith('.json'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
