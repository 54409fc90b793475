import { readFileSync } from 'node:fs'
import { Refused } from './loopback-http.ts'

/** Somebody who can sign in here. `role` is a label for people; `roles` and `wids` are what the token says. */
export type Persona = {
  readonly id: string
  readonly displayName: string
  readonly userPrincipalName: string
  readonly tenantId: string
  readonly objectId: string
  readonly role: string
  /** App roles. */
  readonly roles?: readonly string[]
  /** Template ids of directory roles. */
  readonly wids?: readonly string[]
  /** 0 member (also when left out), 1 guest. */
  readonly acct?: 0 | 1
  /** Where a guest comes from; `9188040d-6c67-4c5b-b112-36a304b66dad` is Microsoft's tenant of personal accounts. */
  readonly homeTenantId?: string
  /** The optional claim; most tokens have none. */
  readonly email?: string
}

export type Personas = {
  all(): readonly Persona[]
  /** The persona with this id; refuses with the ids there are. */
  byId(id: string): Persona
}

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Personas from a list, or from a JSON file that is read at each request, because seeding adds to it meanwhile. */
export function openPersonas(source: readonly Persona[] | string): Personas {
  const all =
    typeof source === 'string'
      ? () => parsePersonas(JSON.parse(readFileSync(source, 'utf8')), source)
      : () => source
  parsePersonas(all(), 'The list of personas')
  return {
    all,
    byId(id) {
      const personas = all()
      const found = personas.find((persona) => persona.id === id)
      if (found) return found
      const known = personas.map((persona) => persona.id).join(', ')
      throw new Refused(404, 'unknown_persona', `There is no persona ${id}. There are: ${known}.`)
    },
  }
}

function parsePersonas(value: unknown, where: string): readonly Persona[] {
  if (!Array.isArray(value)) throw new Error(`${where} must hold a JSON array of personas.`)
  const ids = new Set<string>()
  for (const persona of value) {
    const wrong = firstFault(persona)
    if (wrong) throw new Error(`${where}: persona ${JSON.stringify(persona?.id)}: ${wrong}.`)
    if (ids.has(persona.id)) throw new Error(`${where}: persona ${persona.id} is there twice.`)
    ids.add(persona.id)
  }
  return value
}

function firstFault(persona: Partial<Record<keyof Persona, unknown>> | null): string | undefined {
  if (typeof persona !== 'object' || persona === null) return 'must be an object'
  for (const name of ['id', 'displayName', 'userPrincipalName', 'role'] as const)
    if (typeof persona[name] !== 'string' || persona[name] === '') return `${name} must be a text`
  for (const name of ['tenantId', 'objectId', 'homeTenantId'] as const) {
    if (name === 'homeTenantId' && persona[name] === undefined) continue
    if (!guid.test(String(persona[name]))) return `${name} must be a GUID in lower case`
  }
  for (const name of ['roles', 'wids'] as const) {
    const list = persona[name]
    if (list === undefined) continue
    if (!Array.isArray(list) || list.some((entry) => typeof entry !== 'string'))
      return `${name} must be a list of texts`
  }
  if (persona.email !== undefined && typeof persona.email !== 'string') return 'email must be a text'
  if (![undefined, 0, 1].includes(persona.acct as 0 | 1 | undefined)) return 'acct must be 0 or 1'
  return undefined
}
