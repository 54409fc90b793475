import { createRemoteJWKSet, errors, jwtVerify } from 'jose'
import { Unavailable } from '#core/ports/failures.ts'
import type { TokenVerifier } from '#core/ports/identity.ts'
import { duplicateName } from './duplicate-names.ts'
import { assertTrusted, type TrustedIssuers } from './issuers.ts'
import { type Payload, readClaims } from './token-claims.ts'

export type TokenVerifierOptions = {
  readonly issuers: TrustedIssuers
  /** The `aud` that a token may be for: our application id, and its URI. */
  readonly audiences: readonly string[]
  /** The value of WEBSITE_SITE_NAME; present in Azure, where only Microsoft's issuers are taken. */
  readonly websiteSiteName?: string | undefined
  /** How long an unknown key id waits before the key server is asked again; it bounds what a flood can cause. */
  readonly keyCooldownMs?: number
}

const tokenLengthMax = 16 * 1024
const clockSkewSeconds = 60
const keyServerTimeoutMs = 5_000
/** As long as Microsoft's own libraries keep keys; a new key is seen earlier, since its id is unknown. */
const keysKeptMs = 12 * 60 * 60_000

/** Accepts RS256 access tokens of the given issuers for us, and says why it does not accept another. */
export function tokenVerifier(options: TokenVerifierOptions): TokenVerifier {
  const { audiences, issuers, keyCooldownMs = 30_000, websiteSiteName } = options
  assertTrusted(issuers, websiteSiteName)
  if (audiences.length === 0) throw new Error('A token verifier needs at least one audience.')
  const open = () =>
    createRemoteJWKSet(new URL(issuers.keysUrl), {
      timeoutDuration: keyServerTimeoutMs,
      cooldownDuration: keyCooldownMs,
      cacheMaxAge: keysKeptMs,
    })
  // Opened by the first token: it loads Node's HTTP client, which costs a third of a cold start.
  let opened: ReturnType<typeof open> | undefined
  return {
    async verify(token) {
      const shape = shapeOf(token)
      if ('invalid' in shape) return shape
      opened ??= open()
      const keys = opened
      let payload: Payload
      try {
        const verified = await jwtVerify(token, keys, {
          algorithms: ['RS256'],
          audience: [...audiences],
          clockTolerance: clockSkewSeconds,
          requiredClaims: ['exp', 'nbf', 'iat'],
        })
        payload = verified.payload
      } catch (cause) {
        if (isTokensFault(cause)) return { invalid: reasonOf(cause) }
        throw new Unavailable("The issuer's keys cannot be had.", { cause, retryAfterMs: keyServerTimeoutMs })
      }
      const claims = readClaims(payload)
      if ('invalid' in claims) return claims
      const trusted = issuers.templates.map((template) => template.replace('{tid}', claims.tenantId))
      if (!trusted.some((issuer) => issuer === payload['iss']))
        return { invalid: 'The issuer is not trusted, or is not that of the tenant.' }
      const key: Payload | undefined = keys.jwks()?.keys.find(({ kid }) => kid === shape.kid)
      if (!isKeyFor(claims.tenantId, key?.['issuer']))
        return { invalid: 'The key that signed the token is not for this tenant.' }
      return claims
    },
  }
}

/** What can be seen without a key. It comes first, so that rubbish never causes a call to the key server. */
function shapeOf(token: string): { readonly kid: string } | { readonly invalid: string } {
  if (token.length > tokenLengthMax)
    return { invalid: `The token is longer than ${tokenLengthMax} characters.` }
  const parts = /^([\w-]+)\.([\w-]+)\.[\w-]+$/.exec(token)
  const texts = parts?.slice(1).map(decoded)
  if (!texts) return { invalid: 'This is not a signed token.' }
  for (const text of texts) {
    if (text === undefined || !isObject(text)) return { invalid: 'The token does not hold JSON objects.' }
    const twice = duplicateName(text)
    if (twice !== undefined) return { invalid: 'A name stands in the token twice.' }
  }
  const { alg, kid } = JSON.parse(texts[0] ?? '')
  if (alg !== 'RS256') return { invalid: 'The token is not signed with RS256.' }
  if (typeof kid !== 'string' || kid === '') return { invalid: 'The token does not name its key (kid).' }
  return { kid }
}

function decoded(part: string): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(part, 'base64url'))
  } catch {
    return undefined
  }
}

function isObject(json: string): boolean {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}

/**
 * The key server of all tenants also publishes keys that are good for one tenant only, and says so on the key:
 * https://learn.microsoft.com/entra/identity-platform/access-tokens#validate-the-signing-key-issuer
 * A version 1 token comes from another host with the same keys, hence the tenant is compared, not the whole address.
 */
function isKeyFor(tenantId: string, issuerOfKey: unknown): boolean {
  if (issuerOfKey === undefined) return true
  if (typeof issuerOfKey !== 'string') return false
  return issuerOfKey.replace('{tenantid}', tenantId).includes(`/${tenantId}/`)
}

/** Everything else that can go wrong in there is about fetching the keys. */
function isTokensFault(cause: unknown): cause is errors.JOSEError {
  return (
    cause instanceof errors.JWTClaimValidationFailed ||
    cause instanceof errors.JWTExpired ||
    cause instanceof errors.JWTInvalid ||
    cause instanceof errors.JWSInvalid ||
    cause instanceof errors.JWSSignatureVerificationFailed ||
    cause instanceof errors.JOSEAlgNotAllowed ||
    cause instanceof errors.JOSENotSupported ||
    cause instanceof errors.JWKSNoMatchingKey ||
    cause instanceof errors.JWKSMultipleMatchingKeys
  )
}

function reasonOf(cause: errors.JOSEError): string {
  if (cause instanceof errors.JWTExpired) return 'The token has expired.'
  if (cause instanceof errors.JWTClaimValidationFailed)
    return cause.claim === 'nbf'
      ? 'The token is not valid yet.'
      : `The claim ${cause.claim} is not as it must be.`
  if (cause instanceof errors.JWKSNoMatchingKey) return 'The key that signed the token is unknown.'
  return 'The signature is not valid.'
}
