import { inject } from 'vitest'
// For what the shared system provides.
import '#test/support/clients/shared-system.ts'
import type { Persona } from '#local/stand-ins/sign-in/personas.ts'
import type { Ports } from '#local/system/ports.ts'
import { stateFiles } from '#local/system/state-folder.ts'
import { readWhole, writeWhole } from '#local/system/whole-file.ts'
import { type Person, shared } from '#test/support/clients/journey.ts'
import { browserVisits, type Visit, type VisitOptions } from './visit.ts'

type Options = Omit<VisitOptions, 'portal' | 'signIn' | 'also' | 'persona'> & {
  /** Somebody of an organisation of the test's own, or the id of one of the personas; nobody when absent. */
  readonly as?: Person | string
}

/** Visits to the portal of the system that all journeys share. A path stands behind `/app`. */
export function portalVisits(): (options?: Options) => Promise<Visit> {
  const visit = browserVisits()
  return ({ as, path = '/', ...options } = {}) => {
    const { api, signIn } = shared()
    const ports = readWhole<Ports>(stateFiles(inject('sharedState')).ports)
    const persona = typeof as === 'object' ? personaFor(as) : as
    return visit({
      ...options,
      portal: api,
      signIn,
      also: [`http://127.0.0.1:${ports?.['payment-gateway']}`],
      path: path === null ? null : `/app${path}`,
      ...(persona === undefined ? {} : { persona }),
    })
  }
}

/** Tells the local sign-in of somebody, so that they can sign in by a browser; gives their persona's id. */
export function personaFor({ id, name, address, tenantId, claims }: Person): string {
  const file = stateFiles(inject('sharedState')).personas
  const known = readWhole<readonly Persona[]>(file) ?? []
  if (known.some((persona) => persona.id === id)) return id
  const { acct, roles, wids } = claims as Pick<Persona, 'acct' | 'roles' | 'wids'>
  const persona: Persona = {
    id,
    displayName: name,
    userPrincipalName: address,
    tenantId,
    objectId: id,
    role: 'test',
    roles: roles ?? [],
    wids: wids ?? [],
    acct: acct ?? 0,
  }
  writeWhole(file, [...known, persona])
  return id
}
