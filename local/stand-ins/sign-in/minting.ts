import {
  appAccessClaims,
  type Claims,
  idTokenClaims,
  scriptClientId,
  tokenLifeSeconds,
  userAccessClaims,
} from './claims.ts'
import { Refused } from './loopback-http.ts'
import type { Persona, Personas } from './personas.ts'
import type { SigningKeys } from './signing-keys.ts'

export type TokenAnswer = {
  readonly access_token: string
  readonly expires_in: number
  readonly token_type: 'Bearer'
}

export type Mint = {
  access(persona: Persona, clientId?: string): Promise<TokenAnswer>
  id(persona: Persona, clientId: string, nonce: string | undefined): Promise<string>
  /** A token as right or as wrong as the order says; for tests of whoever verifies tokens. */
  toOrder(order: unknown): Promise<TokenAnswer>
}

export function openMint(options: {
  readonly origin: string
  readonly audience: string
  readonly personas: Personas
  readonly keys: SigningKeys
}): Mint {
  const { audience, keys, origin, personas } = options
  const about = (persona: Persona, clientId: string) => ({
    origin,
    persona,
    audience,
    clientId,
    nowSeconds: Math.floor(Date.now() / 1000),
  })
  const header = () => ({ typ: 'JWT', kid: keys.newestKid() })
  const answer = (token: string): TokenAnswer => ({
    access_token: token,
    expires_in: tokenLifeSeconds,
    token_type: 'Bearer',
  })
  return {
    async access(persona, clientId = scriptClientId) {
      return answer(await keys.sign(header(), JSON.stringify(userAccessClaims(about(persona, clientId)))))
    },
    id: (persona, clientId, nonce) =>
      keys.sign(header(), JSON.stringify(idTokenClaims(about(persona, clientId), nonce))),
    async toOrder(text) {
      const order = parseOrder(text)
      const shapes = { access: userAccessClaims, app: appAccessClaims, id: idTokenClaims }
      const claims = shapes[order.shape ?? 'access'](about(personas.byId(order.persona), scriptClientId))
      const payload = order.payloadText ?? JSON.stringify(changed(claims, order.claims))
      return answer(await keys.sign(changed(header(), order.header), payload))
    },
  }
}

/** `null` takes a claim away; anything else replaces it. `payloadText` is signed to the byte. */
type Order = {
  readonly persona: string
  readonly shape?: 'access' | 'app' | 'id'
  readonly claims?: Claims
  readonly header?: Claims
  readonly payloadText?: string
}

const orderKinds = {
  persona: (value: unknown) => typeof value === 'string',
  shape: (value: unknown) => value === 'access' || value === 'app' || value === 'id',
  claims: isObject,
  header: isObject,
  payloadText: (value: unknown) => typeof value === 'string',
} satisfies Record<keyof Order, (value: unknown) => boolean>

function parseOrder(order: unknown): Order {
  if (!isObject(order)) throw new Refused(400, 'invalid_request', 'The body must be a JSON object.')
  for (const [name, value] of Object.entries(order)) {
    const fits = orderKinds[name as keyof Order]
    if (!fits) throw new Refused(501, 'not_supported', `POST /token does not know "${name}".`)
    if (!fits(value)) throw new Refused(400, 'invalid_request', `"${name}" is not what was expected.`)
  }
  if (order['persona'] === undefined) throw new Refused(400, 'invalid_request', '"persona" is missing.')
  return order as Order
}

function changed(claims: Claims, changes: Claims = {}): Claims {
  return Object.fromEntries(Object.entries({ ...claims, ...changes }).filter(([, value]) => value !== null))
}

function isObject(value: unknown): value is Claims {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
