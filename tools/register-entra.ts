import { execFile } from 'node:child_process'
import { setTimeout } from 'node:timers/promises'
import { parseArgs, promisify } from 'node:util'
import { AzureCliCredential, AzureDeveloperCliCredential, ChainedTokenCredential } from '@azure/identity'
import {
  type ApplicationSecret,
  mailSecretPlan,
  secretLifeMs,
  secretName,
} from '#infra/identity/registration/mail-secret.ts'
import { microsoft } from '#infra/identity/registration/microsoft.ts'
import { nextCalls } from '#infra/identity/registration/next-calls.ts'
import { readPresent, register } from '#infra/identity/registration/register.ts'
import { apiRegistration, mailRegistration, type Wish } from '#infra/identity/registration/wanted.ts'

/**
 * `npm run entra`: registers the product in Entra, and the application that signs in to the mail server; afterwards, once
 * there is a key vault, `--secret` puts the latter's secret into it, and a new one when the old one ends. Run again it
 * changes nothing. azd runs both around `azd provision`. See docs/operate/entra.md.
 */
const { values: options } = parseArgs({
  options: {
    'dry-run': { type: 'boolean', default: false },
    renew: { type: 'boolean', default: false },
    secret: { type: 'boolean', default: false },
  },
})
const vaultApi = '2026-02-01'
const set = (name: string) => process.env[name]?.trim() || undefined
const environmentName = set('AZURE_ENV_NAME')
const name = set('ENTRA_NAME') ?? (environmentName ? `seatwarden-${environmentName}` : 'seatwarden')
const hasOwnMailServer = set('SMTP_HOST') !== undefined
const portalUrl = set('PORTAL_URL')
const redirects = set('ENTRA_REDIRECT_URIS') ?? portalUrl
const api = apiRegistration({
  uniqueName: name,
  displayName: name,
  redirectUris: redirects?.split(',').map((uri) => uri.trim()),
  operators: operatorsFrom(set('ENTRA_OPERATORS')),
})
const mail = mailRegistration({ uniqueName: `${name}-mail`, displayName: `${name} mail` })

const tenantId = set('AZURE_TENANT_ID')
const signedIn = new ChainedTokenCredential(
  new AzureDeveloperCliCredential(tenantId ? { tenantId } : {}),
  new AzureCliCredential(tenantId ? { tenantId } : {}),
)
const cloud = microsoft({
  async tokenFor(scope) {
    try {
      return (await signedIn.getToken(scope)).token
    } catch (cause) {
      throw new Error('Nobody has signed in: azd auth login, or az login.', { cause })
    }
  },
})
if (set('TOKEN_AUDIENCE') !== undefined && set('ENTRA_CLIENT_ID') === undefined && !options.secret) {
  console.log('TOKEN_AUDIENCE was set by hand: nothing is registered.')
} else if (options['dry-run']) {
  for (const wish of hasOwnMailServer ? [api] : [api, mail]) await show(wish)
} else if (options.secret) {
  if (hasOwnMailServer) console.log('SMTP_HOST names a mail server of your own: it has no secret in Entra.')
  else await keepMailSecret()
} else {
  await registerAll()
}

async function registerAll(): Promise<void> {
  const console_ = { say: (line: string) => console.log(line), wait: (ms: number) => setTimeout(ms) }
  const { appId } = await register(cloud, api, console_)
  await keep('ENTRA_CLIENT_ID', appId)
  await keep('TOKEN_AUDIENCE', `${appId},api://${appId}`)
  await keep('API_SCOPE', `api://${appId}/.default`)
  await keep('OPERATOR_TENANT_ID', set('OPERATOR_TENANT_ID') ?? (await cloud.tenantId()))
  if (hasOwnMailServer) return
  const sender = await register(cloud, mail, console_)
  await keep('SMTP_APPLICATION_ID', sender.appId)
  await keep('SMTP_PRINCIPAL_ID', sender.principalId)
}

async function show(wish: Wish): Promise<void> {
  const calls = nextCalls(wish, await readPresent(cloud, wish))
  for (const { body, method, path, why } of calls)
    console.log(why, method, path, JSON.stringify(body, null, 2))
  if (calls.length === 0) console.log(`${wish.uniqueName}: nothing to do.`)
}

/** By Resource Manager, which reaches a vault that has no public address. The text is never shown. */
async function keepMailSecret(): Promise<void> {
  const vaultId = set('KEY_VAULT_ID')
  if (vaultId === undefined) throw new Error('KEY_VAULT_ID: expected the id of the key vault, it is missing.')
  const secretId = `${vaultId}/secrets/smtp-password`
  const { application } = await readPresent(cloud, mail)
  if (!application) throw new Error(`There is no application ${mail.uniqueName}: npm run entra makes it.`)
  const { passwordCredentials } = application as unknown as { passwordCredentials: ApplicationSecret[] }
  const kept = (await cloud.resource(secretId, vaultApi)) as
    | { readonly properties: { readonly attributes: { readonly updated: number; readonly exp?: number } } }
    | undefined
  const plan = mailSecretPlan({
    kept: kept && {
      updatedMs: kept.properties.attributes.updated * 1000,
      expiresMs: kept.properties.attributes.exp && kept.properties.attributes.exp * 1000,
    },
    secrets: passwordCredentials,
    nowMs: Date.now(),
    renew: options.renew,
  })
  for (const keyId of plan.remove)
    await cloud.post(`/applications/${application.id}/removePassword`, { keyId })
  if (!plan.make) return console.log('The secret of the mail server is good for a while.')
  const endsMs = Date.now() + secretLifeMs
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
  console.log(
    `A new secret of the mail server is in the key vault, good until ${new Date(endsMs).toISOString()}.`,
  )
}

/** For the next step of azd, and for the next run. */
async function keep(key: string, value: string): Promise<void> {
  console.log(`${key}=${value}`)
  if (environmentName !== undefined && set(key) !== value)
    await promisify(execFile)('azd', ['env', 'set', key, value, '--environment', environmentName])
}

/** `objectId=Ops.Manage, objectId=Ops.Read`: people, or groups where the organisation's licence has these. */
function operatorsFrom(text: string | undefined): Wish['operators'] {
  return (text?.split(',') ?? []).map((one) => {
    const [principalId = '', role = ''] = one.split('=').map((part) => part.trim())
    if (!/^[0-9a-f-]{36}$/i.test(principalId) || role === '')
      throw new Error(`ENTRA_OPERATORS: expected objectId=Role, separated by commas, found ${one}.`)
    return { principalId, role }
  })
}
