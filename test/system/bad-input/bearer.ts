import { personaOf } from '#local/system/organisation.ts'
import { type Person, type Role, shared } from '../../support/clients/journey.ts'

/** The header that says who calls. */
export interface Bearer {
  readonly authorization: string
}

export const nobodyAtAll: Readonly<Record<string, string>> = {}

/** A good token of somebody of the journeys; claims may differ, and `null` takes one away. */
export async function bearerOf(
  { id, name, address, tenantId }: Person,
  role: Role,
  claims: Readonly<Record<string, unknown>> = {},
): Promise<Bearer> {
  const { wids, roles } = personaOf('', role, {
    tenantId,
    userId: id,
    displayName: name,
    userPrincipalName: address,
    mail: address,
    userType: 'member',
    accountEnabled: true,
    onPremisesSyncEnabled: false,
    language: 'en',
  })
  return bearer({
    claims: {
      iss: `${shared().signIn}/${tenantId}/v2.0`,
      tid: tenantId,
      oid: id,
      name,
      preferred_username: address,
      acct: role === 'guest' ? 1 : 0,
      wids,
      roles,
      ...claims,
    },
  })
}

/** Whatever is ordered of sign-in: it signs what is wrong as well. */
export async function bearer(order: Readonly<Record<string, unknown>>): Promise<Bearer> {
  const answer = await fetch(`${shared().signIn}/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ persona: 'emma-member', ...order }),
  })
  const { access_token: token, ...rest } = (await answer.json()) as { access_token?: string }
  if (token === undefined) throw new Error(`Sign-in gave no token: ${JSON.stringify(rest)}`)
  return { authorization: `Bearer ${token}` }
}

/** Somebody of the organisation that runs this, with those app roles. */
export async function operatorBearer(
  ...roles: readonly ('Ops.Read' | 'Ops.Manage' | 'Support.Cancel')[]
): Promise<Bearer> {
  return bearer({ persona: 'olga-operator', claims: { roles } })
}
