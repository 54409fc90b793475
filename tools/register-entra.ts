import { execFile } from 'node:child_process'
import { setTimeout } from 'node:timers/promises'
import { parseArgs, promisify } from 'node:util'
import { AzureCliCredential, AzureDeveloperCliCredential, ChainedTokenCredential } from '@azure/identity'
import { keepMailSecret } from '#infra/identity/registration/keep-mail-secret.ts'
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
const say = (line: string) => console.log(line)
if (set('TOKEN_AUDIENCE') !== undefined && set('ENTRA_CLIENT_ID') === undefined) {
  say('TOKEN_AUDIENCE was set by hand: nothing is registered.')
} else if (options['dry-run']) {
  for (const wish of hasOwnMailServer ? [api] : [api, mail]) await show(wish)
} else if (!options.secret) {
  await registerAll()
} else if (hasOwnMailServer) {
  say('SMTP_HOST names a mail server of your own: it has no secret in Entra.')
} else {
  const vaultId = set('KEY_VAULT_ID')
  if (vaultId === undefined) throw new Error('KEY_VAULT_ID: expected the id of the key vault, it is missing.')
  const { renew } = options
  await keepMailSecret(cloud, { wish: mail, vaultId, appId: set('API_ID'), nowMs: Date.now(), renew, say })
}

async function registerAll(): Promise<void> {
  const patiently = { say, wait: (ms: number) => setTimeout(ms) }
  const { appId } = await register(cloud, api, patiently)
  await keep('ENTRA_CLIENT_ID', appId)
  await keep('TOKEN_AUDIENCE', `${appId},api://${appId}`)
  await keep('API_SCOPE', `api://${appId}/.default`)
  await keep('OPERATOR_TENANT_ID', set('OPERATOR_TENANT_ID') ?? (await cloud.tenantId()))
  if (hasOwnMailServer) return
  const sender = await register(cloud, mail, patiently)
  await keep('SMTP_APPLICATION_ID', sender.appId)
  await keep('SMTP_PRINCIPAL_ID', sender.principalId)
}

async function show(wish: Wish): Promise<void> {
  const calls = nextCalls(wish, await readPresent(cloud, wish))
  for (const { body, method, path, why } of calls)
    console.log(why, method, path, JSON.stringify(body, null, 2))
  if (calls.length === 0) console.log(`${wish.uniqueName}: nothing to do.`)
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
