import { createInterface } from 'node:readline/promises'
import { type Api, createApi, ok } from './client.ts'
import { Failure, usageError } from './failure.ts'
import { plain } from './plain-text.ts'
import { type Print, printer } from './print.ts'
import { type SignInOptions, signIn } from './sign-in.ts'
import type { Surroundings } from './surroundings.ts'

/** Options that every command takes. */
export interface CommonOptions extends SignInOptions {
  readonly tenant?: string
  readonly json?: boolean
  readonly yes?: boolean
  readonly repeatId?: string
}

/** What a command works with. */
export interface Context {
  readonly api: Api
  readonly print: Print
  readonly surroundings: Surroundings
  /** --tenant, or the caller's own organisation. */
  readonly tenantId: () => Promise<string>
  /** Whether whoever called has said yes with the command already. */
  readonly isConfirmed: boolean
  /** Throws unless somebody says yes. */
  readonly confirm: (question: string) => Promise<void>
}

/** Makes a command out of what it does: signs in, and hands over its options and arguments. */
export type Run = <Options, Args extends readonly unknown[]>(
  act: (context: Context, options: Options, ...args: Args) => Promise<void>,
) => (...all: unknown[]) => Promise<void>

/** Signs in first: whatever a command asks for is then asked with a token. */
export async function openContext(options: CommonOptions, surroundings: Surroundings): Promise<Context> {
  if (options.repeatId !== undefined && !uuid.test(options.repeatId))
    throw usageError('--repeat-id takes a UUID, such as uuidgen makes.')
  const print = printer(surroundings, options.json === true)
  const { api: address, token } = await signIn(options, surroundings)
  const { fetch, wait, interrupted } = surroundings
  const api = createApi(address, {
    fetch,
    wait,
    interrupted,
    token,
    repeatId: options.repeatId,
    tell: print.tell,
  })
  let own: Promise<string> | undefined
  return {
    api,
    print,
    surroundings,
    async tenantId() {
      if (options.tenant !== undefined) return options.tenant
      own ??= ownTenant(api)
      return own
    },
    isConfirmed: options.yes === true,
    async confirm(question) {
      if (options.yes !== true) await ask(question, options.json === true, surroundings)
    },
  }
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

async function ownTenant(api: Api): Promise<string> {
  const { organization } = await ok(api.GET('/me'))
  if (organization) return organization.id
  throw usageError('Say of which organisation: --tenant ID.', 'Yours does not use this service.')
}

async function ask(question: string, isJson: boolean, surroundings: Surroundings): Promise<void> {
  const { stdin, stderr, interrupted } = surroundings
  if (isJson || !stdin.isTTY)
    throw new Failure('notConfirmed', 'Nobody has said yes, so nothing was changed.', {
      next: 'Add --yes. Where there is --dry-run, that shows what it would do.',
    })
  const lines = createInterface({ input: stdin, output: stderr })
  const ended = new AbortController()
  // At a prompt Ctrl-C is the prompt's, and Ctrl-D closes it.
  lines.once('SIGINT', () => ended.abort()).once('close', () => ended.abort())
  try {
    const said = await lines
      .question(`${plain(question)} [y/N] `, { signal: AbortSignal.any([interrupted, ended.signal]) })
      .catch(() => '')
    if (/^y(es)?$/i.test(said.trim())) return
  } finally {
    lines.close()
  }
  throw new Failure('notConfirmed', 'Nothing was changed.')
}
