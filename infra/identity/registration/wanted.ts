import facts from './facts.json' with { type: 'json' }

export interface Entitlement {
  readonly id: string
  readonly value: string
  readonly isEnabled: boolean
}

/** An application of Entra as Microsoft Graph has it, as far as it matters here. */
export interface Application {
  readonly displayName: string
  readonly signInAudience: string
  readonly identifierUris?: readonly string[]
  readonly groupMembershipClaims?: string | null
  readonly spa?: { readonly redirectUris: readonly string[] }
  readonly api?: {
    readonly requestedAccessTokenVersion: number | null
    readonly oauth2PermissionScopes: readonly Entitlement[]
    readonly preAuthorizedApplications?: readonly {
      readonly appId: string
      readonly delegatedPermissionIds: readonly string[]
    }[]
  }
  readonly appRoles?: readonly Entitlement[]
  readonly optionalClaims?: { readonly accessToken: readonly { readonly name: string }[] } | null
  readonly requiredResourceAccess?: readonly {
    readonly resourceAppId: string
    readonly resourceAccess: readonly { readonly id: string; readonly type: string }[]
  }[]
}

export interface Wish {
  /** What the application is found by again; it can never be changed. */
  readonly uniqueName: string
  application(appId: string): Application
  /** Who gets which role in this organisation; nobody loses one by it. */
  readonly operators: readonly { readonly principalId: string; readonly role: string }[]
}

/**
 * The application whose tokens the API takes: callers sign in to it and ask for its scope. Version 2 tokens, since their
 * audience and issuer are known beforehand; `wids` in them (for DirectoryRole), since administrators are known by it.
 */
export function apiRegistration(given: {
  readonly uniqueName: string
  readonly displayName: string
  /** Where the pages are that people sign in on. Undefined: whatever is there stays. */
  readonly redirectUris?: readonly string[] | undefined
  readonly operators?: Wish['operators']
}): Wish {
  const { displayName, operators = [], redirectUris, uniqueName } = given
  for (const { role } of operators)
    if (!facts.roles.some(({ value }) => value === role)) throw new Error(`There is no role ${role}.`)
  const { scope } = facts
  return {
    uniqueName,
    operators,
    application: (appId) => ({
      displayName,
      signInAudience: facts.signInAudience,
      identifierUris: [`api://${appId}`],
      groupMembershipClaims: facts.groupMembershipClaims,
      ...(redirectUris === undefined ? {} : { spa: { redirectUris } }),
      api: {
        requestedAccessTokenVersion: 2,
        oauth2PermissionScopes: [{ ...scope, type: 'User', isEnabled: true }],
        // Operators get a token for the commands of the runbooks by `az account get-access-token`.
        preAuthorizedApplications: [{ appId: facts.azureCli, delegatedPermissionIds: [scope.id] }],
      },
      appRoles: facts.roles.map((role) => ({ ...role, isEnabled: true })),
      optionalClaims: { accessToken: facts.accessTokenClaims.map((name) => ({ name })) },
      requiredResourceAccess: [
        {
          resourceAppId: facts.graph.id,
          resourceAccess: Object.values(facts.graph.scopes).map((id) => ({ id, type: 'Scope' })),
        },
      ],
    }),
  }
}

/** Where people come back to: what is said, or the portal's page for it. Undefined as long as nobody knows its address. */
export function redirectUris(set: (name: string) => string | undefined): readonly string[] | undefined {
  const said = set('ENTRA_REDIRECT_URIS')
  if (said !== undefined) return said.split(',').map((uri) => uri.trim())
  const address = set('PUBLIC_BASE_URL') ?? set('API_URL')
  return address === undefined ? undefined : [`${address.replace(/\/+$/, '')}/app/signed-in.html`]
}

/** The application that signs in to SMTP: it asks for nothing and nobody signs in to it. */
export function mailRegistration(given: { readonly uniqueName: string; readonly displayName: string }): Wish {
  const { displayName, uniqueName } = given
  return {
    uniqueName,
    operators: [],
    application: () => ({ displayName, signInAudience: 'AzureADMyOrg' }),
  }
}

export function roleId(role: string): string | undefined {
  return facts.roles.find(({ value }) => value === role)?.id
}
