import { ownValue } from '#core/kernel/own-value.ts'
import type { TokenClaims } from '#core/ports/identity.ts'

export type Payload = Readonly<Record<string, unknown>>

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Where Microsoft keeps personal accounts: https://learn.microsoft.com/entra/identity-platform/id-tokens */
const personalAccountsTenant = '9188040d-6c67-4c5b-b112-36a304b66dad'

/**
 * What a payload says, or why it says nothing that we may act upon. Each claim has one type: a number for a text, or
 * a list for one value, is how a token says two things to two readers.
 */
export function readClaims(payload: Payload): TokenClaims | { readonly invalid: string } {
  const misfit = firstMisfit(payload)
  if (misfit !== undefined) return { invalid: `The claim ${misfit} is not of its type.` }
  const claims = payload as Claims
  const kind = kindOf(claims)
  if (kind === undefined) return { invalid: 'This is not an access token: it has neither scp nor app roles.' }
  const userPrincipalName = claims.preferred_username ?? claims.upn ?? claims.unique_name
  return {
    tenantId: claims.tid.toLowerCase(),
    objectId: claims.oid.toLowerCase(),
    kind,
    name: claims.name ?? userPrincipalName ?? claims.azp ?? claims.appid ?? claims.oid,
    ...(userPrincipalName === undefined ? {} : { userPrincipalName }),
    ...(claims.email === undefined ? {} : { email: claims.email }),
    ...(claims.acct === undefined ? {} : { accountType: claims.acct }),
    appRoles: claims.roles ?? [],
    directoryRoles: claims.wids ?? [],
    personalAccount: [claims.tid, claims.idp].some(
      (text) => text === 'live.com' || text?.toLowerCase().includes(personalAccountsTenant),
    ),
  }
}

/**
 * An access token names the client that got it (`azp`, or `appid` in version 1); an ID token does not, though it may
 * hold `roles`. With a scope somebody has signed in; without one an app acts for itself, as its own subject.
 */
function kindOf({ appid, azp, idtyp, oid, roles, scp, sub }: Claims): TokenClaims['kind'] | undefined {
  if (azp === undefined && appid === undefined) return undefined
  if (scp !== undefined) return scp.trim() === '' || idtyp === 'app' ? undefined : 'user'
  const actsForItself = idtyp === 'app' || (roles !== undefined && roles.length > 0 && sub === oid)
  return actsForItself ? 'app' : undefined
}

const isText = (value: unknown) => typeof value === 'string'
const isGuid = (value: unknown) => typeof value === 'string' && guid.test(value)
const isTexts = (value: unknown) => Array.isArray(value) && value.every(isText)
const orAbsent = (fits: (value: unknown) => boolean) => (value: unknown) => value === undefined || fits(value)

type Claims = {
  readonly iss: string
  readonly aud: string
  readonly sub: string
  readonly tid: string
  readonly oid: string
  readonly ver: '1.0' | '2.0'
  readonly scp?: string
  readonly roles?: readonly string[]
  readonly wids?: readonly string[]
  readonly acct?: 0 | 1
  readonly azp?: string
  readonly appid?: string
  readonly idtyp?: string
  readonly idp?: string
  readonly name?: string
  readonly preferred_username?: string
  readonly upn?: string
  readonly unique_name?: string
  readonly email?: string
}

const types: Record<keyof Claims, (value: unknown) => boolean> = {
  iss: isText,
  aud: isText,
  sub: isText,
  tid: isGuid,
  oid: isGuid,
  ver: (value) => value === '1.0' || value === '2.0',
  scp: orAbsent(isText),
  roles: orAbsent(isTexts),
  wids: orAbsent(isTexts),
  acct: orAbsent((value) => value === 0 || value === 1),
  azp: orAbsent(isText),
  appid: orAbsent(isText),
  idtyp: orAbsent(isText),
  idp: orAbsent(isText),
  name: orAbsent(isText),
  preferred_username: orAbsent(isText),
  upn: orAbsent(isText),
  unique_name: orAbsent(isText),
  email: orAbsent(isText),
}

function firstMisfit(payload: Payload): string | undefined {
  return Object.entries(types).find(([name, fits]) => !fits(ownValue(payload, name)))?.[0]
}
