import { describe, expect, test } from 'vitest'
import { callerOf } from '#functions/http/caller.ts'
import facts from '#infra/identity/registration/facts.json' with { type: 'json' }
import type { Call } from '#infra/identity/registration/next-calls.ts'
import { type Graph, register } from '#infra/identity/registration/register.ts'
import { apiRegistration, mailRegistration, redirectUris } from '#infra/identity/registration/wanted.ts'

type Thing = { id: string; isEnabled: boolean; [name: string]: unknown }
type Stored = Record<string, unknown> & { appId: string; id: string }

/** Entra as Graph shows it: fills in what nobody asked for, and refuses what the real one refuses. */
function entra({ blindFor = 0 } = {}) {
  const applications = new Map<string, Stored>()
  const principals = new Map<string, { id: string; appId: string }>()
  const assignments: Record<string, string>[] = []
  const calls: Call[] = []
  let unseen = 0
  const refuse = (why: string): never => {
    throw new Error(why)
  }
  const mustBeOff = (before: unknown, after: unknown) => {
    const kept = new Set((after as Thing[]).map(({ id }) => id))
    for (const { id, isEnabled } of (before ?? []) as Thing[])
      if (isEnabled && !kept.has(id)) refuse('CannotDeleteOrUpdateEnabledEntitlement')
  }
  const graph: Graph = {
    async get(path) {
      if (unseen > 0 && unseen-- > 0) return undefined
      const [, name] = /uniqueName='(.*)'/.exec(path) ?? []
      if (name !== undefined) return structuredClone(applications.get(name))
      const [, appId] = /servicePrincipals\(appId='(.*)'\)/.exec(path) ?? []
      if (appId !== undefined) return principals.get(appId)
      // Pages of one: whoever looks at the first alone gives every role again.
      const at = Number(/skip=(\d+)/.exec(path)?.[1] ?? 0)
      const more = at + 1 < assignments.length
      const next = { '@odata.nextLink': `https://graph.example/appRoleAssignedTo?skip=${at + 1}` }
      return { value: assignments.slice(at, at + 1), ...(more ? next : {}) }
    },
    async send(call) {
      calls.push(call)
      const { body, createIfMissing, path } = structuredClone(call) as Call & { body: Record<string, never> }
      const [, name = ''] = /uniqueName='(.*)'/.exec(path) ?? []
      if (createIfMissing) {
        const appId = `app-${name}`
        if (applications.has(name)) return true
        const made = { uniqueName: name, id: `object-${name}`, appId, passwordCredentials: [] }
        applications.set(name, { ...body, ...made })
        unseen = blindFor
        return true
      }
      if (path === '/servicePrincipals') {
        principals.set(body['appId'] ?? '', { id: `principal-${body['appId']}`, appId: body['appId'] ?? '' })
        return true
      }
      if (path.endsWith('/appRoleAssignedTo')) {
        assignments.push(body)
        return true
      }
      const found = [...applications.values()].find(({ id }) => path === `/applications/${id}`)
      if (!found) return refuse(`There is no ${path}.`)
      const api = (found['api'] ?? {}) as Record<string, unknown>
      const asked = (body['api'] ?? {}) as Record<string, unknown>
      if (body['appRoles']) mustBeOff(found['appRoles'], body['appRoles'])
      if (asked['oauth2PermissionScopes'])
        mustBeOff(api['oauth2PermissionScopes'], asked['oauth2PermissionScopes'])
      const scopes = ((api['oauth2PermissionScopes'] ?? []) as Thing[]).map(({ id }) => id)
      for (const { delegatedPermissionIds } of (asked['preAuthorizedApplications'] ?? []) as {
        delegatedPermissionIds: string[]
      }[])
        for (const id of delegatedPermissionIds) if (!scopes.includes(id)) refuse(`There is no scope ${id}.`)
      const claims = body['optionalClaims'] as { accessToken: object[] } | undefined
      Object.assign(found, body, {
        api: { knownClientApplications: [], ...api, ...asked },
        ...(claims && {
          optionalClaims: {
            idToken: [],
            saml2Token: [],
            accessToken: claims.accessToken
              .map((one) => ({ source: null, essential: false, ...one }))
              .reverse(),
          },
        }),
      })
      return true
    },
  }
  return { graph, applications, assignments, calls }
}

const waited: number[] = []
const quiet = { say() {}, wait: async (ms: number) => void waited.push(ms) }
const olga = '0b0b0b0b-0000-4000-8000-000000000001'
const wish = apiRegistration({
  uniqueName: 'seatwarden-test',
  displayName: 'seatwarden-test',
  redirectUris: ['https://portal.example/'],
  operators: [
    { principalId: olga, role: 'Ops.Manage' },
    { principalId: olga, role: 'Support.Cancel' },
  ],
})

test.each([
  [
    { PUBLIC_BASE_URL: 'https://api.contoso.com/', API_URL: 'https://x.azurewebsites.net' },
    ['https://api.contoso.com/app/signed-in.html'],
  ],
  [{ API_URL: 'https://x.azurewebsites.net' }, ['https://x.azurewebsites.net/app/signed-in.html']],
  [
    { API_URL: 'https://x.azurewebsites.net', ENTRA_REDIRECT_URIS: 'https://a.example/, https://b.example/' },
    ['https://a.example/', 'https://b.example/'],
  ],
  // Before there is an address, what is there stays.
  [{}, undefined],
] as readonly (readonly [Record<string, string>, readonly string[] | undefined])[])(
  'with %j people come back to %j when they have signed in',
  (given, uris) => {
    expect(redirectUris((name) => given[name])).toEqual(uris)
  },
)

describe('the registration', () => {
  test('has all that the API needs of a token, from the first run on', async () => {
    const { applications, assignments, graph } = entra()
    expect(await register(graph, wish, quiet)).toEqual({
      appId: 'app-seatwarden-test',
      applicationId: 'object-seatwarden-test',
      principalId: 'principal-app-seatwarden-test',
    })
    expect(applications.get('seatwarden-test')).toMatchObject({
      signInAudience: 'AzureADMultipleOrgs',
      identifierUris: ['api://app-seatwarden-test'],
      groupMembershipClaims: 'DirectoryRole',
      spa: { redirectUris: ['https://portal.example/'] },
      api: {
        requestedAccessTokenVersion: 2,
        oauth2PermissionScopes: [{ value: 'user_impersonation', isEnabled: true }],
        preAuthorizedApplications: [{ delegatedPermissionIds: [facts.scope.id] }],
      },
      appRoles: [{ value: 'Ops.Read' }, { value: 'Ops.Manage' }, { value: 'Support.Cancel' }],
      optionalClaims: { accessToken: [{ name: 'idtyp' }, { name: 'email' }, { name: 'acct' }] },
    })
    expect(assignments).toHaveLength(2)
  })

  test('is left alone by a second run', async () => {
    const { calls, graph } = entra()
    await register(graph, wish, quiet)
    const before = calls.length
    await register(graph, wish, quiet)
    expect(calls.length).toBe(before)
  })

  test('is mended where somebody has changed it, and only there', async () => {
    const { applications, calls, graph } = entra()
    await register(graph, wish, quiet)
    Object.assign(applications.get('seatwarden-test') ?? {}, { groupMembershipClaims: null })
    const before = calls.length
    await register(graph, wish, quiet)
    expect(calls.slice(before)).toMatchObject([{ body: { groupMembershipClaims: 'DirectoryRole' } }])
    expect(Object.keys(calls.at(-1)?.body ?? {})).toEqual(['groupMembershipClaims'])
  })

  test('loses a role that is no more by switching it off first, and keeps the others on meanwhile', async () => {
    const { applications, calls, graph } = entra()
    await register(graph, wish, quiet)
    const stored = applications.get('seatwarden-test') as Stored & { appRoles: Thing[] }
    stored.appRoles.push({ id: 'an-old-one', value: 'Ops.Old', isEnabled: true })
    const before = calls.length
    await register(graph, wish, quiet)
    const rolesOf = (call: Call | undefined) => ((call?.body ?? {}) as { appRoles: Thing[] }).appRoles
    const [off, gone, ...more] = calls.slice(before)
    expect(more).toEqual([])
    expect(rolesOf(off).filter(({ isEnabled }) => !isEnabled)).toMatchObject([{ id: 'an-old-one' }])
    expect(rolesOf(off).filter(({ isEnabled }) => isEnabled)).toHaveLength(3)
    expect(rolesOf(gone)).toHaveLength(3)
  })

  test('keeps its redirects where none are named', async () => {
    const { applications, graph } = entra()
    await register(graph, wish, quiet)
    await register(
      graph,
      apiRegistration({ uniqueName: 'seatwarden-test', displayName: 'seatwarden-test' }),
      quiet,
    )
    expect(applications.get('seatwarden-test')).toMatchObject({
      spa: { redirectUris: ['https://portal.example/'] },
    })
  })

  test('takes nobody’s role away', async () => {
    const { assignments, graph } = entra()
    await register(graph, wish, quiet)
    await register(graph, { ...wish, operators: [] }, quiet)
    expect(assignments).toHaveLength(2)
  })

  test('is made once although Entra does not show it at once', async () => {
    const { applications, graph } = entra({ blindFor: 3 })
    waited.length = 0
    await register(graph, wish, quiet)
    expect(applications.size).toBe(1)
    expect(waited.length).toBeGreaterThan(0)
  })

  test('of what Entra never shows ends with what was asked for', async () => {
    const { graph } = entra({ blindFor: 1_000 })
    await expect(register(graph, wish, quiet)).rejects.toThrow('Makes the application')
  })

  test('refuses a role that does not exist before anything is asked', () => {
    const operators = [{ principalId: olga, role: 'Ops.Manages' }]
    expect(() => apiRegistration({ uniqueName: 'x', displayName: 'x', operators })).toThrow('Ops.Manages')
  })

  test('of the mail’s sign-in asks for nothing but to be there', async () => {
    const { applications, calls, graph } = entra()
    await register(graph, mailRegistration({ uniqueName: 'mail', displayName: 'mail' }), quiet)
    expect(applications.get('mail')).toMatchObject({ signInAudience: 'AzureADMyOrg' })
    expect(calls).toHaveLength(2)
  })
})

test('each role of the registration is one that the API knows', () => {
  const tenantId = '0a0a0a0a-0000-4000-8000-000000000001'
  const rolesOf = (appRoles: string[]) =>
    callerOf(
      {
        tenantId,
        objectId: olga,
        kind: 'app',
        name: 'x',
        appRoles,
        directoryRoles: [],
        personalAccount: false,
      },
      tenantId,
    )?.roles.size
  expect(rolesOf(['Ops.Nothing'])).toBe(0)
  for (const { value } of facts.roles) expect(rolesOf([value])).toBeGreaterThan(0)
  expect(new Set(facts.roles.map(({ id }) => id)).size).toBe(facts.roles.length)
})
