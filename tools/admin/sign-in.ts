import { tokenOf } from '#local/system/api-client.ts'
import { type Ready, readReady } from '#local/system/ready-file.ts'
import { stateFolder } from '#local/system/state-folder.ts'
import { Failure, usageError } from './failure.ts'
import { plain } from './plain-text.ts'
import type { Surroundings } from './surroundings.ts'

/** How somebody says where the service is and who they are; each has its variable of the environment. */
export interface SignInOptions {
  readonly api?: string
  readonly as?: string
  readonly tokenStdin?: boolean
  readonly directory?: string
  readonly clientId?: string
  readonly scope?: string
}

export interface SignedIn {
  readonly api: string
  readonly token: (renew: boolean) => Promise<string | undefined>
}

/** On this machine as one of the people of ready.json; elsewhere by a code on another device, or with a given token. */
export async function signIn(
  options: SignInOptions,
  { environment, stdin, stderr }: Pick<Surroundings, 'environment' | 'stdin' | 'stderr'>,
  local: () => Ready | undefined = () => readReady(stateFolder()),
): Promise<SignedIn> {
  const api = options.api ?? environment['SEATWARDEN_API']
  const scope = options.scope ?? environment['SEATWARDEN_SCOPE']
  const persona = options.as ?? environment['SEATWARDEN_AS']
  const given = options.tokenStdin ? await tokenFrom(stdin) : environment['SEATWARDEN_TOKEN']?.trim()
  if (options.as === undefined && given) {
    return { api: safe(api ?? localAddress(local())), token: async (renew) => (renew ? undefined : given) }
  }
  if (options.as !== undefined && options.api !== undefined)
    throw usageError('--as is for the service on this machine, --api for another one: leave one of them out.')
  if (persona !== undefined && (options.as !== undefined || api === undefined))
    return asPersona(local(), persona)
  if (api === undefined) {
    const ready = local()
    throw usageError('Say who you are.', ready ? peopleOf(ready) : howToSayWhere)
  }
  if (scope === undefined)
    throw usageError(
      'Say what to ask a token for: --scope, or SEATWARDEN_SCOPE.',
      'It is API_SCOPE of the environment (azd env get-value API_SCOPE). Or give a token: SEATWARDEN_TOKEN, --token-stdin.',
    )
  const directory = options.directory ?? environment['SEATWARDEN_DIRECTORY']
  const clientId = options.clientId ?? environment['SEATWARDEN_CLIENT_ID']
  return { api: safe(api), token: await byDeviceCode({ scope, directory, clientId }, stderr) }
}

const howToSayWhere =
  'For the service on this machine: npm start, then --as PERSONA. For another one: --api URL and --scope SCOPE, or SEATWARDEN_TOKEN.'

function localAddress(ready: Ready | undefined): string {
  if (!ready) throw usageError('Say where the service is: --api URL, or SEATWARDEN_API.')
  return ready.api
}

function asPersona(ready: Ready | undefined, persona: string): SignedIn {
  if (!ready)
    throw new Failure('unavailable', 'Seatwarden does not run on this machine.', {
      next: 'Start it with "npm start"; SEATWARDEN_STATE says where its state is, if not in .local.',
    })
  if (!ready.personas.some(({ id }) => id === persona))
    throw usageError(`There is no persona ${plain(persona)}.`, peopleOf(ready))
  let token: Promise<string> | undefined
  return {
    api: ready.api,
    token: (renew) => {
      if (renew || !token) token = tokenOf(ready.signIn, persona)
      return token
    },
  }
}

/** Those who can do something with this program. */
const usual = ['globalAdmin', 'billingAdmin', 'globalReader', 'licenseAdmin', 'operator', 'partner']

function peopleOf({ personas }: Ready): string {
  const people = personas.filter(({ role }) => usual.includes(role))
  return ['--as one of these, or any other person of ready.json:']
    .concat(people.map(({ id, role, displayName }) => `  ${id.padEnd(24)} ${role.padEnd(14)} ${displayName}`))
    .join('\n')
}

/** Nobody on the way reads the token: https, or this machine. */
function safe(api: string): string {
  const url = URL.canParse(api) ? new URL(api) : undefined
  if (!url || !/^https?:$/.test(url.protocol))
    throw usageError(`--api takes an address; found "${plain(api)}".`)
  const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  if (url.protocol !== 'https:' && !isHere)
    throw usageError('--api must begin with https: the token would be read by others on its way.')
  return url.href.replace(/\/$/, '')
}

async function tokenFrom(stdin: NodeJS.ReadableStream): Promise<string> {
  let text = ''
  for await (const chunk of stdin) text += chunk
  const token = text.trim()
  if (!/^[\w.~+/=-]+$/.test(token))
    throw usageError('--token-stdin: there is no token on the standard input.')
  return token
}

interface DeviceCode {
  readonly scope: string
  readonly directory: string | undefined
  readonly clientId: string | undefined
}

/** Loaded for this alone: it takes a moment. Without a client id it is that of Azure CLI, which is authorised. */
async function byDeviceCode(
  { scope, directory, clientId }: DeviceCode,
  stderr: NodeJS.WriteStream,
): Promise<SignedIn['token']> {
  const { DeviceCodeCredential } = await import('@azure/identity')
  const credential = new DeviceCodeCredential({
    ...(directory === undefined ? {} : { tenantId: directory }),
    ...(clientId === undefined ? {} : { clientId }),
    userPromptCallback: ({ message }) => {
      stderr.write(`${plain(message)}\n`)
    },
  })
  return async () => {
    try {
      // It keeps the token, and gets another one before that ends.
      return (await credential.getToken(scope)).token
    } catch (cause) {
      throw new Failure(
        'forbidden',
        `Nobody has signed in: ${cause instanceof Error ? cause.message : cause}`,
        {
          next: 'Run it again, and type the code within 15 minutes; docs/operate/entra.md explains the codes AADSTS….',
          cause,
        },
      )
    }
  }
}
