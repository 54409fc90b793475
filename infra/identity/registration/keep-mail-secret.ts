import { type ApplicationSecret, mailSecretPlan, secretLifeMs, secretName } from './mail-secret.ts'
import type { Microsoft } from './microsoft.ts'
import { readPresent } from './register.ts'
import type { Wish } from './wanted.ts'

const vaultApi = '2026-02-01'
const siteApi = '2025-03-01'

interface Secret {
  readonly properties: { readonly attributes: { readonly updated: number; readonly exp?: number } }
}

/**
 * Sees to it that the key vault has a secret for the mail's sign-in that is good for a while, and that the app reads it. The
 * vault is written by Resource Manager, which reaches one without a public address; the text is shown to nobody.
 */
export async function keepMailSecret(
  cloud: Microsoft,
  given: {
    readonly wish: Wish
    readonly vaultId: string
    readonly appId: string | undefined
    readonly nowMs: number
    readonly renew: boolean
    say(line: string): void
  },
): Promise<void> {
  const { appId, nowMs, renew, say, vaultId, wish } = given
  const { application } = await readPresent(cloud, wish)
  if (!application) throw new Error(`There is no application ${wish.uniqueName}: npm run entra makes it.`)
  const { passwordCredentials = [] } = application as { passwordCredentials?: readonly ApplicationSecret[] }
  const secretId = `${vaultId}/secrets/smtp-password`
  const attributes = ((await cloud.resource(secretId, vaultApi)) as Secret | undefined)?.properties.attributes
  const plan = mailSecretPlan({
    kept: attributes && {
      updatedMs: attributes.updated * 1000,
      expiresMs: attributes.exp === undefined ? undefined : attributes.exp * 1000,
    },
    secrets: passwordCredentials,
    nowMs,
    renew,
  })
  for (const keyId of plan.remove) {
    await cloud.post(`/applications/${application.id}/removePassword`, { keyId })
    say('Took an old secret of the mail server away.')
  }
  if (!plan.make) return say('The secret of the mail server is good for a while.')
  const endsMs = nowMs + secretLifeMs
  const { secretText } = await cloud.post(`/applications/${application.id}/addPassword`, {
    passwordCredential: { displayName: secretName, endDateTime: new Date(endsMs).toISOString() },
  })
  await cloud.putResource(secretId, vaultApi, {
    properties: {
      value: secretText,
      contentType: 'Password of the mail server',
      attributes: { enabled: true, exp: Math.floor(endsMs / 1000) },
    },
  })
  say(`A new secret of the mail server is in the key vault, good until ${new Date(endsMs).toISOString()}.`)
  // Else the platform, which has looked for it in vain, looks again within a day; a restart alone makes it do nothing.
  if (appId !== undefined)
    await cloud.postResource(`${appId}/config/configreferences/appsettings/refresh`, siteApi)
}
