import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Mail } from '#local/stand-ins/mailbox/mail-store.ts'
import { type Answer, type CallOptions, call, tokenOf } from '#local/system/api-client.ts'
import { type Ready, readReady } from '#local/system/ready-file.ts'
import { projectRoot } from '#local/system/state-folder.ts'
import { endBy, isWindows } from '../windows.ts'

/** The whole product on free ports of this machine, with a state folder of its own: `npm start` as a user has it. */
export interface System {
  readonly state: string
  readonly api: string
  readonly signIn: string
  readonly mailboxAddress: string
  /** As it stands in ready.json now. */
  ready(): Ready
  /** An access token of the persona, the same for half an hour. */
  token(persona: string): Promise<string>
  /** Calls the API as that persona; without one, as nobody. */
  as(persona?: string): Client
  readonly mailbox: Mailbox
  pid(processName: string): number
  /** Ends the process and waits until the supervisor has started it again; gives back the new pid. */
  kill(processName: string, signal?: NodeJS.Signals): Promise<number>
  /** Everything the supervisor has said on its console. */
  output(): string
  /** SIGTERM; the state folder goes too, unless it was given. Gives back the exit code. */
  stop(): Promise<number | null>
  /** SIGKILL of the supervisor: whatever it started must end by itself. */
  killSupervisor(): Promise<void>
}

type Options = Omit<CallOptions, 'token' | 'body'>

/** Answers are not checked: a test says what it expects. The api-version is added unless the path has one. */
export interface Client {
  get<Body = unknown>(path: string, options?: Options): Promise<Answer<Body>>
  post<Body = unknown>(path: string, body?: unknown, options?: Options): Promise<Answer<Body>>
  put<Body = unknown>(path: string, body?: unknown, options?: Options): Promise<Answer<Body>>
  patch<Body = unknown>(path: string, body?: unknown, options?: Options): Promise<Answer<Body>>
  delete<Body = unknown>(path: string, body?: unknown, options?: Options): Promise<Answer<Body>>
}

export interface Mailbox {
  messages(filter?: { to?: string; subject?: string; messageId?: string }): Promise<readonly Mail[]>
  clear(): Promise<void>
}

export interface SystemOptions {
  /** A state folder to start from and to keep; a new one that is removed at the end when absent. */
  readonly state?: string
  /** The first port; free ones when absent. */
  readonly firstPort?: number
  /** The folder of a build to run; the sources when absent. */
  readonly dist?: string
}

/** Starts it and waits until it is ready; rejects with what it said when it ends before. */
export async function startSystem(options: SystemOptions = {}): Promise<System> {
  const state = options.state ?? mkdtempSync(join(tmpdir(), 'seatwarden-'))
  const supervisor = spawnStart(state, options.firstPort ?? 0, options.dist)
  const output = outputOf(supervisor)
  const exited = once(supervisor, 'close').then(([code]) => code as number | null)
  const isReady = () => output().includes('Seatwarden is ready')
  await Promise.race([
    eventually(isReady, 60_000),
    exited.then((code) => {
      throw new Error(`npm start ended with ${code}: ${output()}`)
    }),
  ])
  const ready = () => {
    const now = readReady(state)
    if (!now) throw new Error(`There is no ready.json: ${output()}`)
    return now
  }
  const { api, signIn, mailbox } = ready()
  const tokens = new Map<string, { readonly token: Promise<string>; readonly untilMs: number }>()
  const token = (persona: string) => {
    const known = tokens.get(persona)
    if (known && known.untilMs > Date.now()) return known.token
    const fresh = { token: tokenOf(signIn, persona), untilMs: Date.now() + 30 * 60_000 }
    tokens.set(persona, fresh)
    return fresh.token
  }
  const pid = (name: string) => {
    const found = ready().processes.find((process) => process.name === name)
    if (!found) throw new Error(`There is no process ${name}.`)
    return found.pid
  }
  return {
    state,
    api,
    signIn,
    mailboxAddress: mailbox,
    ready,
    token,
    as: (persona) => clientOf(api, async () => (persona === undefined ? undefined : token(persona))),
    mailbox: mailboxOf(mailbox),
    pid,
    async kill(name, signal = 'SIGKILL') {
      const before = pid(name)
      process.kill(before, signal)
      return eventually(() => pid(name) !== before && pid(name), 15_000)
    },
    output,
    async stop() {
      endBy(supervisor, 'SIGTERM')
      const code = await exited
      // On Windows nothing can be removed while somebody has it open, such as a process on its way out.
      if (options.state === undefined) rmSync(state, { recursive: true, force: true, maxRetries: 10 })
      return code
    },
    async killSupervisor() {
      supervisor.kill('SIGKILL')
      await exited
    },
  }
}

/** `npm start` without waiting for anything. */
export function spawnStart(state: string, firstPort: number, dist?: string): ChildProcess {
  const args = dist === undefined ? [] : ['--dist', dist]
  return spawn(process.execPath, [join(projectRoot, 'local/start.ts'), ...args], {
    cwd: projectRoot,
    env: { ...process.env, SEATWARDEN_STATE: state, SEATWARDEN_PORT: String(firstPort) },
    stdio: ['ignore', 'pipe', 'pipe', ...(isWindows ? ['ipc' as const] : [])],
  })
}

/** Runs one of the scripts of package.json as npm does, on that state folder. */
export async function runScript(
  name: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
  const { scripts } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'))
  const [, ...command] = String(scripts[name]).split(' ')
  const child = spawn(process.execPath, [...command, ...args], {
    cwd: projectRoot,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk) => {
    said.stdout += chunk
  })
  child.stderr.on('data', (chunk) => {
    said.stderr += chunk
  })
  const [code] = await once(child, 'close')
  return { code, ...said }
}

/** Between two looks of whoever has to meet a moment. */
export const closelyMs = 20

/**
 * Asks until the answer is there, or fails after that long with the last error. What takes longer is asked for less
 * often: whoever asks is work for the machine, too, and holds up what they wait for.
 */
export async function eventually<T>(
  ask: () => T | Promise<T>,
  withinMs = 10_000,
  pauseMaxMs = 100,
): Promise<Exclude<T, false | undefined>> {
  const since = Date.now()
  const end = since + withinMs
  let failure: unknown
  for (;;) {
    try {
      failure = undefined
      const answer = await ask()
      if (answer !== undefined && answer !== false) return answer as Exclude<T, false | undefined>
    } catch (error) {
      failure = error
    }
    if (Date.now() > end) throw new Error(`Nothing came within ${withinMs} ms.`, { cause: failure })
    await wait(Math.min(pauseMaxMs, Math.max(closelyMs, (Date.now() - since) / 10)))
  }
}

export function outputOf(child: ChildProcess): () => string {
  let text = ''
  const add = (chunk: Buffer) => {
    text += chunk
  }
  child.stdout?.on('data', add)
  child.stderr?.on('data', add)
  return () => text
}

function clientOf(api: string, tokenOfCaller: () => Promise<string | undefined>): Client {
  const send = async <Body>(method: string, path: string, body: unknown, options: Options = {}) => {
    const token = await tokenOfCaller()
    return call<Body>(api, method, path, { ...options, body, ...(token === undefined ? {} : { token }) })
  }
  return {
    get: (path, options) => send('GET', path, undefined, options),
    post: (path, body, options) => send('POST', path, body, options),
    put: (path, body, options) => send('PUT', path, body, options),
    patch: (path, body, options) => send('PATCH', path, body, options),
    delete: (path, body, options) => send('DELETE', path, body, options),
  }
}

function mailboxOf(address: string): Mailbox {
  return {
    async messages(filter = {}) {
      const answer = await fetch(`${address}/messages?${new URLSearchParams(filter)}`)
      return (await answer.json()) as Mail[]
    },
    async clear() {
      await fetch(`${address}/messages`, { method: 'DELETE' })
    },
  }
}
