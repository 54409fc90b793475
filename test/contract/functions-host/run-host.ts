import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startChild } from '#local/stand-ins/child.ts'
import type { FunctionsHost, FunctionsHostOptions } from '#local/stand-ins/functions-host/host.ts'
import { endBy } from '../../support/windows.ts'

export interface RunningHost {
  readonly pid: number
  readonly port: number
  readonly url: string
  /** Where functions are run by hand, if anywhere. */
  readonly adminUrl: string
  readonly functions: readonly string[]
  /** Everything the process wrote to stderr so far. */
  stderr(): string
  stdout(): string
  /** SIGTERM, as the supervisor does; answers the exit code. */
  stop(): Promise<number | null>
  kill(): Promise<void>
}

const main = fileURLToPath(new URL('../../../local/stand-ins/functions-host/main.ts', import.meta.url))
const running = new Set<ChildProcess>()

export function appPath(name: string): string {
  return fileURLToPath(new URL(`./${name}.ts`, import.meta.url))
}

export function hostJsonFile(content: object): string {
  const path = join(mkdtempSync(join(tmpdir(), 'functions-host-')), 'host.json')
  writeFileSync(path, JSON.stringify(content))
  return path
}

/** Starts a real process; rejects with what it wrote to stderr when it ends before it is ready. */
export async function runHost(
  app: string,
  options: Partial<FunctionsHostOptions> & { readonly hostJsonContent?: object } = {},
): Promise<RunningHost> {
  const { hostJsonContent = {}, ...rest } = options
  const full: FunctionsHostOptions = {
    entry: appPath(app),
    hostJson: hostJsonFile({
      version: '2.0',
      extensionBundle: { id: 'Microsoft.Azure.Functions.ExtensionBundle', version: '[4.*, 5.0.0)' },
      extensions: { http: { routePrefix: '' } },
      ...hostJsonContent,
    }),
    settings: {},
    port: 0,
    triggers: ['http', 'queue', 'timer'],
    ...rest,
  }
  const child = startChild(main, full, { silent: true })
  running.add(child)
  const output = { stdout: '', stderr: '' }
  child.stdout?.on('data', (chunk) => (output.stdout += chunk))
  child.stderr?.on('data', (chunk) => (output.stderr += chunk))
  const exited = once(child, 'close').then(([code]) => {
    running.delete(child)
    return code as number | null
  })
  const ready = await Promise.race([
    once(child, 'message').then(([message]) => message.ready as FunctionsHost['ready']),
    exited.then((code) => {
      throw new Error(`The host ended with ${code}: ${output.stderr}`)
    }),
  ])
  const port = ready.port ?? 0
  return {
    pid: child.pid ?? 0,
    port,
    url: `http://127.0.0.1:${port}`,
    adminUrl: `http://127.0.0.1:${ready.adminPort ?? 0}`,
    functions: ready.functions,
    stderr: () => output.stderr,
    stdout: () => output.stdout,
    stop: () => {
      endBy(child, 'SIGTERM')
      return exited
    },
    kill: async () => {
      child.kill('SIGKILL')
      await exited
    },
  }
}

/** For afterEach and afterAll: no process outlives its test. */
export async function killAllHosts(): Promise<void> {
  await Promise.all(
    [...running].map(async (child) => {
      child.kill('SIGKILL')
      await once(child, 'close')
    }),
  )
}

/** Asks until the answer is there, or fails with the last one. */
export async function eventually<T>(
  ask: () => T | undefined | Promise<T | undefined>,
  withinMs = 10_000,
): Promise<T> {
  const end = Date.now() + withinMs
  for (;;) {
    const answer = await ask()
    if (answer !== undefined && answer !== false) return answer
    if (Date.now() > end) throw new Error(`Nothing came within ${withinMs} ms.`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
