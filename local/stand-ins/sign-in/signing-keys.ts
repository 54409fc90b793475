import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CompactSign, importJWK } from 'jose'
import { type JWK, OAuth2Issuer } from 'oauth2-mock-server'

export type SigningKeys = {
  /** What the key server publishes, newest last. */
  published(): readonly JWK[]
  newestKid(): string
  /** Signs exactly these bytes with the newest key: the header and the payload may be as wrong as a test wants. */
  sign(header: Record<string, unknown>, payload: string): Promise<string>
  /** A new key signs from now on; the one before stays published unless it is retired as well. */
  rotate(options: { readonly retireOthers: boolean }): Promise<string>
}

/** RSA signing keys that survive a restart, so that tokens handed out before it stay good. */
export async function openSigningKeys(stateFolder: string): Promise<SigningKeys> {
  mkdirSync(stateFolder, { recursive: true })
  const file = join(stateFolder, 'signing-keys.json')
  const stored = existsSync(file) ? readKeys(file) : []
  let store = await keyStore(stored)
  let newest = stored.at(-1)

  const rotate = async ({ retireOthers }: { readonly retireOthers: boolean }) => {
    // The library's store cannot forget a key, so retiring starts a new one.
    const next = await keyStore(retireOthers || !newest ? [] : [newest])
    newest = await next.generate('RS256', { kid: randomBytes(20).toString('base64url') })
    store = next
    save(file, next.toJSON(true))
    return newest.kid
  }
  if (!newest) await rotate({ retireOthers: true })

  const current = () => {
    if (!newest) throw new Error('Sign-in has no signing key.')
    return newest
  }
  return {
    rotate,
    newestKid: () => current().kid,
    published: () => store.toJSON(),
    async sign(header, payload) {
      const key = await importJWK(current(), 'RS256')
      return new CompactSign(new TextEncoder().encode(payload))
        .setProtectedHeader({ ...header, alg: 'RS256' })
        .sign(key)
    },
  }
}

function readKeys(file: string): JWK[] {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    throw new Error(`${file} is damaged: ${(cause as Error).message}`, { cause })
  }
}

async function keyStore(keys: readonly JWK[]): Promise<OAuth2Issuer['keys']> {
  const store = new OAuth2Issuer().keys
  for (const key of keys) await store.add(key)
  return store
}

/** Written beside and renamed, so that a kill leaves the old keys or the new ones, never half a file. */
function save(file: string, keys: readonly JWK[]): void {
  writeFileSync(`${file}.new`, JSON.stringify(keys), { mode: 0o600, flush: true })
  renameSync(`${file}.new`, file)
}
