import type { TokenClaims, TokenVerifier } from '#core/ports/identity.ts'
import { tenantId } from '../builders.ts'

/** The organisation whose app roles count. */
export const operatorsTenantId = tenantId(3)

/** A token is its claims in JSON: who holds it may be anybody. */
export function tokenOf(claims: Pick<TokenClaims, 'tenantId' | 'objectId'> & Partial<TokenClaims>): string {
  const whole: TokenClaims = {
    kind: 'user',
    name: 'Somebody',
    accountType: 0,
    appRoles: [],
    directoryRoles: [],
    personalAccount: false,
    ...claims,
  }
  return Buffer.from(JSON.stringify(whole)).toString('base64url')
}

export const simulatedTokens: TokenVerifier = {
  async verify(token) {
    try {
      return JSON.parse(Buffer.from(token, 'base64url').toString()) as TokenClaims
    } catch {
      return { invalid: 'not one of ours' }
    }
  },
}
