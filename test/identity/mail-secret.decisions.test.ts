import { describe, expect, test } from 'vitest'
import { keepMailSecret } from '#infra/identity/registration/keep-mail-secret.ts'
import { mailSecretPlan, secretName } from '#infra/identity/registration/mail-secret.ts'
import type { Microsoft } from '#infra/identity/registration/microsoft.ts'
import { mailRegistration } from '#infra/identity/registration/wanted.ts'

const dayMs = 86_400_000
const nowMs = Date.parse('2026-12-01T00:00:00Z')
const secret = (keyId: string, fromDay: number, toDay: number, displayName = secretName) => ({
  keyId,
  displayName,
  startDateTime: new Date(nowMs + fromDay * dayMs).toISOString(),
  endDateTime: new Date(nowMs + toDay * dayMs).toISOString(),
})
const kept = (updatedDay: number, expiresDay?: number) => ({
  updatedMs: nowMs + updatedDay * dayMs,
  expiresMs: expiresDay === undefined ? undefined : nowMs + expiresDay * dayMs,
})

describe('the secret of the mail’s sign-in', () => {
  test.each([
    ['there is none yet', { kept: undefined, secrets: [] }, true],
    ['the application has lost it', { kept: kept(-10, 355), secrets: [] }, true],
    ['it ends within two months', { kept: kept(-310, 55), secrets: [secret('a', -310, 55)] }, true],
    ['somebody asks for it', { kept: kept(-10, 355), secrets: [secret('a', -10, 355)], renew: true }, true],
    ['it is good for a while', { kept: kept(-10, 355), secrets: [secret('a', -10, 355)] }, false],
    ['it says nothing of its end', { kept: kept(-10), secrets: [secret('a', -10, 355)] }, false],
  ])('is made anew or not: %s', (_when, given, make) => {
    expect(mailSecretPlan({ nowMs, ...given })).toEqual({ make, remove: [] })
  })

  test('that was replaced goes once its successor is surely read; what others made stays', () => {
    const secrets = [secret('old', -310, 55), secret('new', -1, 364), secret('theirs', -400, 55, 'by hand')]
    expect(mailSecretPlan({ nowMs, kept: kept(-1, 364), secrets })).toEqual({ make: false, remove: [] })
    expect(mailSecretPlan({ nowMs: nowMs + 2 * dayMs, kept: kept(-1, 364), secrets })).toEqual({
      make: false,
      remove: ['old'],
    })
  })
})

/** The application, the vault and the app, with everything that was asked of them. */
function cloudWith(passwordCredentials: readonly object[], attributes?: { updated: number; exp: number }) {
  const asked: string[] = []
  const written: object[] = []
  const never = async (): Promise<never> => {
    throw new Error('Nobody should ask this.')
  }
  const cloud: Microsoft = {
    get: async (path) =>
      path.startsWith('/applications') ? { id: 'o', appId: 'a', passwordCredentials } : undefined,
    send: never,
    tenantId: never,
    async post(path) {
      asked.push(path)
      return { secretText: 'hush' }
    },
    async resource(id) {
      return attributes && id === '/vault/secrets/smtp-password' ? { properties: { attributes } } : undefined
    },
    async putResource(id, _apiVersion, body) {
      asked.push(id)
      written.push(body)
    },
    postResource: async (id) => void asked.push(id),
  }
  return { cloud, asked, written }
}

describe('the vault', () => {
  const said: string[] = []
  const given = {
    wish: mailRegistration({ uniqueName: 'mail', displayName: 'mail' }),
    vaultId: '/vault',
    appId: '/site',
    nowMs,
    renew: false,
    say: (line: string) => void said.push(line),
  }

  test('gets a secret that ends, and the app is told to read it', async () => {
    const { asked, cloud, written } = cloudWith([])
    await keepMailSecret(cloud, given)
    expect(asked).toEqual([
      '/applications/o/addPassword',
      '/vault/secrets/smtp-password',
      '/site/config/configreferences/appsettings/refresh',
    ])
    expect(written).toEqual([
      {
        properties: {
          value: 'hush',
          contentType: 'Password of the mail server',
          attributes: { enabled: true, exp: Math.floor((nowMs + 365 * dayMs) / 1000) },
        },
      },
    ])
    expect(said.join()).not.toContain('hush')
  })

  test('is left alone while its secret is good, but for what nobody reads any more', async () => {
    const secrets = [secret('old', -310, 55), secret('new', -10, 355)]
    const attributes = { updated: nowMs / 1000 - 10 * 86_400, exp: nowMs / 1000 + 355 * 86_400 }
    const { asked, cloud, written } = cloudWith(secrets, attributes)
    await keepMailSecret(cloud, given)
    expect(asked).toEqual(['/applications/o/removePassword'])
    expect(written).toEqual([])
  })
})
