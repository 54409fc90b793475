import { ownValue } from '#core/kernel/own-value.ts'
import { type Application, type Entitlement, roleId, type Wish } from './wanted.ts'

/** What Entra shows of a registration. */
export interface Present {
  readonly application?: Application & { readonly id: string; readonly appId: string }
  readonly servicePrincipal?: { readonly id: string }
  readonly assignments?: readonly { readonly principalId: string; readonly appRoleId: string }[]
}

/** One request to Microsoft Graph. */
export interface Call {
  readonly method: 'PATCH' | 'POST'
  readonly path: string
  readonly body: object
  /** Makes it where there is none, once, however often it is asked: Graph's upsert. */
  readonly createIfMissing?: true
  readonly why: string
}

/**
 * What to ask of Graph next, so that what is there becomes what is wanted; nothing when it is. What follows from these
 * calls is seen when they are done: a scope must stand before somebody is let in by it, and a role or scope is switched
 * off before it can be taken away.
 */
export function nextCalls(wish: Wish, present: Present): readonly Call[] {
  const { application, servicePrincipal } = present
  if (!application) return [creation(wish)]
  const wanted = wish.application(application.appId)
  const change = changeOf(application, wanted)
  if (change) return [change]
  if (!servicePrincipal) {
    const body = { appId: application.appId }
    return [
      { method: 'POST', path: '/servicePrincipals', body, why: 'Lets it be used in this organisation.' },
    ]
  }
  return missingAssignments(wish, servicePrincipal.id, present.assignments ?? [])
}

function creation({ application, uniqueName }: Wish): Call {
  const { displayName, signInAudience } = application('')
  return {
    method: 'PATCH',
    path: `/applications(uniqueName='${uniqueName}')`,
    body: { displayName, signInAudience },
    createIfMissing: true,
    why: `Makes the application ${displayName}.`,
  }
}

function changeOf(present: NonNullable<Present['application']>, wanted: Application): Call | undefined {
  const asked = oneStep(present, wanted)
  const body = Object.fromEntries(
    Object.entries(asked).filter(([name, value]) => !isAs(present[name as keyof Application], value)),
  )
  const names = Object.keys(body)
  if (names.length === 0) return undefined
  return {
    method: 'PATCH',
    path: `/applications/${present.id}`,
    body,
    why: `Sets ${names.join(', ')}.`,
  }
}

/** What is wanted, as far as it can be had in one request. */
function oneStep(present: Application, wanted: Application): Application {
  const { api, appRoles } = wanted
  if (!api || !appRoles) return wanted
  const { preAuthorizedApplications, ...rest } = api
  const scopes = present.api?.oauth2PermissionScopes ?? []
  const scopesStand = api.oauth2PermissionScopes.every(({ id }) => scopes.some((one) => one.id === id))
  return {
    ...wanted,
    appRoles: withoutTakingEnabled(present.appRoles ?? [], appRoles),
    api: {
      ...rest,
      oauth2PermissionScopes: withoutTakingEnabled(scopes, api.oauth2PermissionScopes),
      ...(scopesStand && preAuthorizedApplications ? { preAuthorizedApplications } : {}),
    },
  }
}

/** Entra takes nothing away that is enabled: it is switched off first, and goes with the next step. */
function withoutTakingEnabled(
  present: readonly Entitlement[],
  wanted: readonly Entitlement[],
): readonly Entitlement[] {
  const enabled = present.filter(({ id, isEnabled }) => isEnabled && !wanted.some((one) => one.id === id))
  return [...wanted, ...enabled.map((one) => ({ ...one, isEnabled: false }))]
}

function missingAssignments(
  { operators }: Wish,
  resourceId: string,
  assignments: NonNullable<Present['assignments']>,
): readonly Call[] {
  return operators
    .map(({ principalId, role }) => ({ principalId, resourceId, appRoleId: roleId(role) ?? '', role }))
    .filter(
      ({ appRoleId, principalId }) =>
        !assignments.some((one) => one.principalId === principalId && one.appRoleId === appRoleId),
    )
    .map(({ role, ...body }) => ({
      method: 'POST',
      path: `/servicePrincipals/${resourceId}/appRoleAssignedTo`,
      body,
      why: `Gives ${role} to ${body.principalId}.`,
    }))
}

/** Whether what is there has all that is wanted, and lists nothing else. What Graph fills in by itself does not matter. */
function isAs(present: unknown, wanted: unknown): boolean {
  if (wanted === undefined) return true
  if (Array.isArray(wanted)) {
    if (!Array.isArray(present) || present.length !== wanted.length) return false
    return wanted.every((one) => present.some((other) => isAs(other, one)))
  }
  if (typeof wanted === 'object' && wanted !== null) {
    if (typeof present !== 'object' || present === null) return false
    return Object.entries(wanted).every(([name, value]) =>
      isAs(ownValue(present as Record<string, unknown>, name), value),
    )
  }
  return present === wanted
}
