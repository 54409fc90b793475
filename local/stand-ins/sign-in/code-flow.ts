import { createHash, randomUUID } from 'node:crypto'
import { isLoopback } from '../loopback.ts'
import { tokenLifeSeconds } from './claims.ts'
import { Refused } from './loopback-http.ts'
import type { Mint } from './minting.ts'
import type { Persona, Personas } from './personas.ts'

type Grant = {
  readonly persona: Persona
  readonly clientId: string
  readonly redirectUri: string
  readonly scope: string
  readonly nonce: string | undefined
  readonly challenge: string
  readonly expiresAtMs: number
}

export type Authorized =
  /** Where the browser goes next, and who has signed in, if somebody has. */
  | { readonly to: URL; readonly persona?: Persona }
  /** Nobody is named yet, so ask; who does not want to goes to `cancel`. */
  | { readonly ask: readonly Persona[]; readonly cancel: URL }

export type CodeFlow = {
  /** `signedIn` are the ids of those who have signed in by this browser. */
  authorize(tenant: string, query: URLSearchParams, signedIn: readonly string[]): Authorized
  redeem(tenant: string, form: URLSearchParams): Promise<Record<string, unknown>>
}

const codeLifeMs = 10 * 60_000

/**
 * Authorization code with PKCE (RFC 7636), the one flow a browser needs. Who signs in is named by `login_hint`,
 * a persona's id or user principal name: there are no passwords here. As with Entra, `prompt=none` is for people who
 * have signed in by this browser before, and so is a request that names nobody.
 */
export function openCodeFlow(personas: Personas, mint: Mint): CodeFlow {
  const grants = new Map<string, Grant>()
  return {
    authorize(tenant, query, signedIn) {
      const redirectUri = loopbackAddress(required(query, 'redirect_uri'))
      const answer = answerIn(redirectUri, query)
      onlySupported('response_type', query.get('response_type'), ['code'])
      onlySupported('code_challenge_method', query.get('code_challenge_method'), ['S256'])
      const prompt = query.get('prompt')
      if (prompt !== null) onlySupported('prompt', prompt, ['none', 'select_account'])
      const silent = prompt === 'none'
      const hint = query.get('login_hint')
      const here = personas.all().filter((persona) => isAtHome(persona, tenant))
      const knownHere = here.filter(({ id }) => signedIn.includes(id))
      const grantTo = (persona: Persona): Authorized => {
        const code = randomUUID()
        grants.set(code, {
          persona,
          clientId: required(query, 'client_id'),
          redirectUri: redirectUri.href,
          scope: query.get('scope') ?? '',
          nonce: query.get('nonce') ?? undefined,
          challenge: required(query, 'code_challenge'),
          expiresAtMs: Date.now() + codeLifeMs,
        })
        return { to: answer({ code }), persona }
      }
      if (prompt !== 'select_account' && hint !== null) {
        const named = (silent ? knownHere : here).find(
          ({ id, userPrincipalName }) => hint === id || hint === userPrincipalName,
        )
        if (named) return grantTo(named)
        const why = silent
          ? { error: 'login_required', error_description: `${hint} has not signed in by this browser.` }
          : { error: 'access_denied', error_description: `There is no ${hint} in ${tenant}.` }
        return { to: answer(why) }
      }
      const [known, another] = knownHere
      if (prompt !== 'select_account' && known && !another) return grantTo(known)
      if (silent) {
        const error = knownHere.length > 1 ? 'interaction_required' : 'login_required'
        return { to: answer({ error, error_description: `${knownHere.length} people have signed in.` }) }
      }
      return {
        ask: here,
        cancel: answer({ error: 'access_denied', error_description: 'Nobody was chosen.' }),
      }
    },

    async redeem(tenant, form) {
      onlySupported('grant_type', form.get('grant_type'), ['authorization_code'])
      const code = required(form, 'code')
      const grant = grants.get(code)
      grants.delete(code) // Whatever comes of it: a code is good for one attempt.
      const verifier = required(form, 'code_verifier')
      const fits =
        grant !== undefined &&
        grant.expiresAtMs > Date.now() &&
        grant.clientId === required(form, 'client_id') &&
        grant.redirectUri === new URL(required(form, 'redirect_uri')).href &&
        grant.challenge === createHash('sha256').update(verifier).digest('base64url') &&
        isAtHome(grant.persona, tenant)
      if (!fits)
        throw new Refused(400, 'invalid_grant', 'The code is unknown, used, too old, or for another client.')
      const { access_token } = await mint.access(grant.persona, grant.clientId)
      const id_token = await mint.id(grant.persona, grant.clientId, grant.nonce)
      const { scope } = grant
      return { token_type: 'Bearer', expires_in: tokenLifeSeconds, scope, access_token, id_token }
    },
  }
}

/** Tokens go to this machine only. */
export function loopbackAddress(text: string): URL {
  const address = URL.canParse(text) ? new URL(text) : undefined
  if (address && isLoopback(address)) return address
  throw new Refused(400, 'invalid_request', `${text} is not an address on localhost or 127.0.0.1.`)
}

function isAtHome(persona: Persona, tenant: string): boolean {
  return tenant === 'common' || tenant === 'organizations' || tenant === persona.tenantId
}

function answerIn(redirectUri: URL, query: URLSearchParams) {
  const mode = query.get('response_mode') ?? 'query'
  onlySupported('response_mode', mode, ['query', 'fragment'])
  return (fields: Record<string, string>): URL => {
    const state = query.get('state')
    const said = new URLSearchParams(state === null ? fields : { ...fields, state })
    const target = new URL(redirectUri)
    if (mode === 'fragment') target.hash = said.toString()
    else for (const [name, value] of said) target.searchParams.set(name, value)
    return target
  }
}

function required(values: URLSearchParams, name: string): string {
  const value = values.get(name)
  if (value) return value
  throw new Refused(400, 'invalid_request', `${name} is missing.`)
}

function onlySupported(name: string, value: string | null, known: readonly string[]): void {
  if (value === null || value === '') throw new Refused(400, 'invalid_request', `${name} is missing.`)
  if (known.includes(value)) return
  throw new Refused(501, 'not_supported', `${name} ${value} is not done here; ${known.join(' or ')} is.`)
}
