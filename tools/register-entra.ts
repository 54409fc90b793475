import { execFile } from 'node:child_process'
import { setTimeout } from 'node:timers/promises'
import { parseArgs, promisify } from 'node:util'
import { AzureCliCredential, AzureDeveloperCliCredential, ChainedTokenCredential } from '@azure/identity'
import { keepMailSecret } from '#infra/identity/registration/keep-mail-secret.ts'
import { type Microsoft, microsoft } from '#infra/identity/registration/microsoft.ts'
import { nextCalls } from '#infra/identity/registration/next-calls.ts'
import { readPresent, register } from '#infra/identity/registration/register.ts'
import {
  apiRegistration,
  mailRegistration,
  redirectUris,
  type Wish,
} from '#infra/identity/registration/wanted.ts'

type Set = (name: string) => string | undefined
interface Wishes {
  readonly api: Wish
  /** Undefined where the mail server is one's own. */
  readonly mail: Wish | undefined
}

const azd = async (...args: string[]) => (await promisify(execFile)('azd', args)).stdout
const say = (line: string) => console.log(line)

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
try {
  await run(await settings())
} catch (error) {
  for (let cause = error; cause instanceof Error; cause = cause.cause) console.error(cause.message)
  process.exitCode = 1
}

async function run(set: Set): Promise<void> {
  if (set('TOKEN_AUDIENCE') !== undefined && set('ENTRA_CLIENT_ID') === undefined)
    return say('TOKEN_AUDIENCE was set by hand: nothing is registered.')
  const wishes = wishesFrom(set)
  const cloud = microsoft({ tokenFor: signedIn(set('AZURE_TENANT_ID')) })
  if (options['dry-run']) return show(cloud, wishes)
  // Once more when it has been provisioned: the first time it is only then that the portal has an address.
  await registerAll(cloud, wishes, set)
  if (!options.secret) return
  if (!wishes.mail) return say('SMTP_HOST names a mail server of your own: it has no secret in Entra.')
  const vaultId = set('KEY_VAULT_ID')
  if (vaultId === undefined) throw new Error('KEY_VAULT_ID: expected the id of the key vault, it is missing.')
  const { renew } = options
  await keepMailSecret(cloud, {
    wish: wishes.mail,
    vaultId,
    appId: set('API_ID'),
    nowMs: Date.now(),
    renew,
    say,
  })
}

/** What azd gives its hooks by itself. Another application than the environment's would be registered without it. */
async function settings(): Promise<Set> {
  const isHook = process.env['AZURE_ENV_NAME'] !== undefined
  const given: Readonly<Record<string, string | undefined>> = isHook
    ? process.env
    : { ...(await azdEnvironment()), ...process.env }
  return (name) => given[name]?.trim() || undefined
}

async function azdEnvironment(): Promise<Record<string, string>> {
  try {
    return JSON.parse(await azd('env', 'get-values', '--output', 'json'))
  } catch (cause) {
    throw new Error('azd tells of no environment here: azd env new, or azd env select.', { cause })
  }
}

function wishesFrom(set: Set): Wishes {
  const name = set('ENTRA_NAME') ?? `seatwarden-${set('AZURE_ENV_NAME')}`
  return {
    api: apiRegistration({
      uniqueName: name,
      displayName: name,
      redirectUris: redirectUris(set),
      operators: operatorsFrom(set('ENTRA_OPERATORS')),
    }),
    mail: set('SMTP_HOST')
      ? undefined
      : mailRegistration({ uniqueName: `${name}-mail`, displayName: `${name} mail` }),
  }
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

/** As whoever has signed in with azd or the Azure CLI: neither is needed for more. */
function signedIn(tenantId: string | undefined): (scope: string) => Promise<string> {
  const of = tenantId === undefined ? {} : { tenantId }
  const credential = new ChainedTokenCredential(
    new AzureDeveloperCliCredential(of),
    new AzureCliCredential(of),
  )
  const ask = async (scope: string) => {
    try {
      return (await credential.getToken(scope)).token
    } catch (cause) {
      throw new Error('Nobody has signed in: azd auth login, or az login.', { cause })
    }
  }
  // Each time it is asked another process is started; what it says is good for longer than this runs.
  const known = new Map<string, Promise<string>>()
  return (scope) => {
    const token = known.get(scope) ?? ask(scope)
    known.set(scope, token)
    return token
  }
}

async function show(cloud: Microsoft, { api, mail }: Wishes): Promise<void> {
  for (const wish of mail ? [api, mail] : [api]) {
    const calls = nextCalls(wish, await readPresent(cloud, wish))
    for (const { body, method, path, why } of calls)
      say(`${why}\n  ${method} ${path} ${JSON.stringify(body)}`)
    if (calls.length === 0) say(`${wish.uniqueName}: nothing to do.`)
  }
}

async function registerAll(cloud: Microsoft, { api, mail }: Wishes, set: Set): Promise<void> {
  const patiently = { say, wait: (ms: number) => setTimeout(ms) }
  // For the next step of azd, and for the next run.
  const keep = async (key: string, value: string) => {
    say(`${key}=${value}`)
    if (set(key) !== value) await azd('env', 'set', key, value)
  }
  const { appId } = await register(cloud, api, patiently)
  await keep('ENTRA_CLIENT_ID', appId)
  await keep('TOKEN_AUDIENCE', `${appId},api://${appId}`)
  await keep('API_SCOPE', `api://${appId}/.default`)
  await keep('OPERATOR_TENANT_ID', set('OPERATOR_TENANT_ID') ?? (await cloud.tenantId()))
  if (!mail) return
  const sender = await register(cloud, mail, patiently)
  await keep('SMTP_APPLICATION_ID', sender.appId)
  await keep('SMTP_PRINCIPAL_ID', sender.principalId)
}
