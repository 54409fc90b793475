import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type AppSettings, appSettings } from '#local/system/app-settings.ts'
import { keepAlive } from '#local/system/kept-alive.ts'
import { shownOf } from '#local/system/organisations-folder.ts'
import { choosePorts, type Ports } from '#local/system/ports.ts'
import { processPlans } from '#local/system/processes.ts'
import { stateFiles } from '#local/system/state-folder.ts'
import { writeWhole } from '#local/system/whole-file.ts'
import { benchOrganisation } from './organisation.ts'

/** The processes of `npm start`, with a store of its own and with what a measurement needs to be different. */
export interface BenchSystem {
  readonly api: string
  readonly signIn: string
  readonly mailbox: string
  readonly cosmos: string
  readonly settings: AppSettings
  readonly ports: Ports
  pid(name: string): number
  /** Ends the process and waits until another one serves in its place. */
  replace(name: string): Promise<void>
  stop(): Promise<void>
}

export interface BenchSystemOptions {
  /** Overrides what `npm start` sets. */
  readonly settings?: Readonly<Record<string, string>>
  /** What each logical partition of the stand-in gives; no limit when absent. */
  readonly requestUnitsPerSecond?: number
  /** A state folder to go on with and to keep. */
  readonly state?: string
}

/** The sweeper would add its look over all tenants to whatever is counted at that moment. */
const withoutTimers = { SWEEP_SCHEDULE: '0 0 0 1 1 *' }
/** As before there was any, so that figures can be compared; what it costs is a figure of its own. */
const withoutTelemetry = { OTEL_EXPORTER_OTLP_ENDPOINT: '' }

export function newState(): string {
  return mkdtempSync(join(tmpdir(), 'seatwarden-bench-'))
}

export async function startBenchSystem(options: BenchSystemOptions = {}): Promise<BenchSystem> {
  const state = options.state ?? newState()
  const files = stateFiles(state)
  mkdirSync(files.logs, { recursive: true })
  const ports = await choosePorts(0, 0)
  const settings = { ...appSettings(ports), ...withoutTimers, ...withoutTelemetry, ...options.settings }
  writeWhole(files.personas, shownOf(benchOrganisation).personas)
  const pids = new Map<string, number>()
  const watcher = {
    started: (name: string, pid: number) => pids.set(name, pid),
    died: () => {},
  }
  const children = processPlans(state, ports, settings).map((plan) => {
    const limit = { requestUnitsPerSecond: options.requestUnitsPerSecond ?? 0 }
    const own = plan.name === 'cosmos' ? { ...plan, options: { ...plan.options, ...limit } } : plan
    return keepAlive(own, watcher)
  })
  const stop = async () => {
    await Promise.all(children.map((child) => child.stop(10_000)))
    if (options.state === undefined) rmSync(state, { recursive: true, force: true })
  }
  const api = `http://127.0.0.1:${ports.api}`
  const pid = (name: string) => {
    const found = pids.get(name)
    if (found === undefined) throw new Error(`There is no process ${name}.`)
    return found
  }
  try {
    await Promise.all(children.map(({ firstReady }) => firstReady))
    while (!(await fetch(`${api}/health/ready`)).ok) await wait(25)
  } catch (error) {
    await stop()
    throw error
  }
  return {
    api,
    signIn: `http://127.0.0.1:${ports['sign-in']}`,
    mailbox: `http://127.0.0.1:${ports.mailbox}`,
    cosmos: `http://127.0.0.1:${ports.cosmos}`,
    settings,
    ports,
    pid,
    async replace(name) {
      const before = pid(name)
      process.kill(before, 'SIGTERM')
      while (pid(name) === before) await wait(25)
      // Its receivers attach within this; the first message is not to wait for that.
      await wait(2_000)
    },
    stop,
  }
}
