import { issuerOf } from './claims.ts'

/** Tenant names that stand for "whichever the person is from"; their issuer is a template, as with Entra. */
const anyTenant = ['common', 'organizations']

export function isAnyTenant(tenant: string): boolean {
  return anyTenant.includes(tenant)
}

/** The OpenID configuration of one tenant. It names only what this server does. */
export function openIdConfiguration(origin: string, tenant: string) {
  const base = `${origin}/${tenant}`
  return {
    issuer: issuerOf(origin, isAnyTenant(tenant) ? '{tenantid}' : tenant),
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    token_endpoint: `${base}/oauth2/v2.0/token`,
    end_session_endpoint: `${base}/oauth2/v2.0/logout`,
    jwks_uri: `${base}/discovery/v2.0/keys`,
    response_types_supported: ['code'],
    response_modes_supported: ['query', 'fragment'],
    grant_types_supported: ['authorization_code'],
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: ['none'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    scopes_supported: ['openid', 'profile', 'email'],
  }
}

/** One set of keys for all tenants; each key names the issuers it is for, as Entra's do. */
export function keySet(origin: string, keys: readonly object[]) {
  return { keys: keys.map((key) => ({ ...key, use: 'sig', issuer: issuerOf(origin, '{tenantid}') })) }
}
