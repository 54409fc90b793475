import { createHash, randomBytes } from 'node:crypto'
import type { Persona } from './personas.ts'

export type Claims = Record<string, unknown>

/** How long every token of this server lives. */
export const tokenLifeSeconds = 3600

/** The client that `GET /token` and the sign-in page stand for. */
export const scriptClientId = '5eab0c1e-0000-4000-8000-000000000001'

/** In every user's token, next to the directory roles they hold. */
const everyonesDirectoryRole = 'b79fbf4d-3ef9-4689-8143-76b194e85509'

/** Where a tenant's tokens come from; `{tenantid}` stands for any tenant, as in Entra's own documents. */
export function issuerOf(origin: string, tenantId: string): string {
  return `${origin}/${tenantId}/v2.0`
}

type For = {
  readonly origin: string
  readonly persona: Persona
  readonly audience: string
  readonly clientId: string
  readonly nowSeconds: number
}

/**
 * An Entra v2 access token for a person:
 * https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
 */
export function userAccessClaims({ origin, persona, audience, clientId, nowSeconds }: For): Claims {
  return {
    aud: audience,
    iss: issuerOf(origin, persona.tenantId),
    ...lifetime(nowSeconds),
    acct: persona.acct ?? 0,
    azp: clientId,
    azpacr: '0',
    ...(persona.email === undefined ? {} : { email: persona.email }),
    ...(persona.homeTenantId === undefined ? {} : { idp: identityProvider(origin, persona.homeTenantId) }),
    name: persona.displayName,
    oid: persona.objectId,
    preferred_username: persona.userPrincipalName,
    ...(persona.roles?.length ? { roles: persona.roles } : {}),
    scp: 'user_impersonation',
    sub: pairwiseSubject(persona, audience),
    tid: persona.tenantId,
    uti: randomBytes(16).toString('base64url'),
    ver: '2.0',
    wids: [...(persona.wids ?? []), everyonesDirectoryRole],
  }
}

/** What an app gets for itself: nobody has signed in, so no scope, no name and no directory roles. */
export function appAccessClaims({ origin, persona, audience, clientId, nowSeconds }: For): Claims {
  return {
    aud: audience,
    iss: issuerOf(origin, persona.tenantId),
    ...lifetime(nowSeconds),
    azp: clientId,
    azpacr: '1',
    idtyp: 'app',
    oid: persona.objectId,
    roles: persona.roles ?? [],
    sub: persona.objectId,
    tid: persona.tenantId,
    uti: randomBytes(16).toString('base64url'),
    ver: '2.0',
  }
}

/** An ID token tells a client who signed in; no API may take it for an access token. */
export function idTokenClaims({ origin, persona, clientId, nowSeconds }: For, nonce?: string): Claims {
  return {
    aud: clientId,
    iss: issuerOf(origin, persona.tenantId),
    ...lifetime(nowSeconds),
    name: persona.displayName,
    ...(nonce === undefined ? {} : { nonce }),
    oid: persona.objectId,
    preferred_username: persona.userPrincipalName,
    ...(persona.roles?.length ? { roles: persona.roles } : {}),
    sub: pairwiseSubject(persona, clientId),
    tid: persona.tenantId,
    uti: randomBytes(16).toString('base64url'),
    ver: '2.0',
  }
}

function lifetime(nowSeconds: number): Claims {
  return { iat: nowSeconds, nbf: nowSeconds, exp: nowSeconds + tokenLifeSeconds }
}

/** A guest's token names their own tenant; a personal account has no tenant worth naming. */
function identityProvider(origin: string, homeTenantId: string): string {
  return homeTenantId === '9188040d-6c67-4c5b-b112-36a304b66dad' ? 'live.com' : `${origin}/${homeTenantId}/`
}

/** Entra's `sub` differs from app to app for one person; nobody may mistake it for the `oid`. */
function pairwiseSubject(persona: Persona, audience: string): string {
  return createHash('sha256')
    .update(`${persona.tenantId}/${persona.objectId}/${audience}`)
    .digest('base64url')
}
