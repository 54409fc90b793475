import { existsSync, mkdirSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { readOffsetMs } from '#infra/clock.ts'
import { appSettings } from './app-settings.ts'
import type { FunctionApp } from './function-app.ts'
import { type KeptAlive, keepAlive, type Watcher } from './kept-alive.ts'
import { hasOrganisations, readOrganisations, watchOrganisations } from './organisations-folder.ts'
import { choosePorts, type Ports } from './ports.ts'
import { processPlans } from './processes.ts'
import { type Ready, readyOf, removeReady, writeReady } from './ready-file.ts'
import { lockState, stateFiles } from './state-folder.ts'
import { readWhole, writeWhole } from './whole-file.ts'

export interface SupervisorOptions {
  readonly state: string
  /** 0 picks free ones. */
  readonly firstPort: number
  /** The sources when absent. */
  readonly app?: FunctionApp
  /** What else it is not ready without; it never rejects. */
  readonly readyAfter?: Promise<unknown> | undefined
  /** One line for whoever watches. */
  tell(line: string): void
}

export interface Supervisor {
  readonly ready: Ready
  /** Ends everything within 15 seconds, in order. */
  stop(): Promise<void>
}

const readyWithinMs = 60_000
// Together below the 15 s that are promised.
const functionsEndWithinMs = 10_500
const standInsEndWithinMs = 3_000

/** Starts the whole system on one machine and keeps it alive; resolves when everything answers. */
export async function startSupervisor(options: SupervisorOptions): Promise<Supervisor> {
  const { state } = options
  // For every process that is started here as well: what they keep is for nobody else's eyes.
  process.umask(0o077)
  const lock = lockState(state)
  if (!lock) throw new Error(runsAlready(state))
  try {
    const supervisor = await startLocked(options)
    return {
      get ready() {
        return supervisor.ready
      },
      stop: () => supervisor.stop().finally(() => lock.release()),
    }
  } catch (error) {
    lock.release()
    throw error
  }
}

async function startLocked(options: SupervisorOptions): Promise<Supervisor> {
  const { state, firstPort, app, readyAfter, tell } = options
  const files = stateFiles(state)
  // Left behind by a kill: the processes of then are about to end, and to give their ports back.
  const ports = await choosePorts(firstPort, existsSync(files.ready) ? 3_000 : 0)
  removeReady(state)
  // A damaged one would fail every request.
  readOffsetMs(files.clock)
  mkdirSync(files.logs, { recursive: true })
  const settings = { ...appSettings(ports), CLOCK_FILE: files.clock }
  writeWhole(files.settings, settings)
  writeWhole(files.ports, ports)
  const isNew = !hasOrganisations(state, 'demo')
  const seeding = isNew ? import('../demo/seed-demo.ts') : undefined
  writeWhole(files.personas, seeding ? (await seeding).demoPersonas : readOrganisations(state).personas)

  const pids = new Map<string, number>()
  let ready: Ready | undefined
  const refresh = () => {
    if (!ready) return
    const organisations = readOrganisations(state)
    writeWhole(files.personas, organisations.personas)
    ready = readyOf(ports, pids, organisations)
    writeReady(state, ready)
  }
  const watcher: Watcher = {
    started(name, pid) {
      pids.set(name, pid)
      refresh()
    },
    died(name, pid, how, inMs) {
      const when = inMs >= 1_000 ? ` in ${inMs / 1_000} s, because it keeps ending` : ''
      tell(`${name} (pid ${pid}) ended ${how}: starting it again${when}. Its log: ${files.logs}/${name}.log`)
    },
  }
  const children = processPlans(state, ports, settings, app).map((plan) => keepAlive(plan, watcher))
  let watching: { stop(): void } | undefined
  const stop = async () => {
    ready = undefined
    removeReady(state)
    watching?.stop()
    await stopInOrder(children)
  }
  try {
    await Promise.all(children.map(({ firstReady }) => firstReady))
    await everythingAnswers(ports)
    if (seeding) await (await seeding).seedDemo(state, ports, settings)
    await readyAfter
  } catch (error) {
    await stop()
    throw isNew ? error : withAdvice(error, state)
  }
  ready = readyOf(ports, pids, readOrganisations(state))
  refresh()
  watching = watchOrganisations(state, refresh)
  return {
    get ready() {
      return readyOf(ports, pids, readOrganisations(state))
    },
    stop,
  }
}

/** The functions work with the stand-ins, so they end first. */
async function stopInOrder(children: readonly KeptAlive[]): Promise<void> {
  const isFunctions = ({ name }: KeptAlive) => name === 'http' || name === 'workers'
  const functions = children.filter(isFunctions)
  const standIns = children.filter((child) => !isFunctions(child))
  // A signal to the whole group ends the stand-ins as well: they must not come back meanwhile.
  for (const child of children) child.letGo()
  await Promise.all(functions.map((child) => child.stop(functionsEndWithinMs)))
  await Promise.all(standIns.map((child) => child.stop(standInsEndWithinMs)))
}

async function everythingAnswers(ports: Ports): Promise<void> {
  const end = Date.now() + readyWithinMs
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${ports.api}/health/ready`).catch(() => undefined)
    const text = await answer?.text()
    if (answer?.ok) return
    if (Date.now() > end) throw new Error(`/health/ready does not answer 200: ${text ?? 'no answer at all'}.`)
    await wait(25)
  }
}

function runsAlready(state: string): string {
  const running = readWhole<Ready>(stateFiles(state).ready)
  const where = running ? ` (pid ${running.pid}, ${running.api})` : ''
  return [
    `Seatwarden runs already on the state in ${state}${where}.`,
    `Stop that one (Ctrl-C where it was started${running ? `, or kill ${running.pid}` : ''}), or let this one have its own state and ports: SEATWARDEN_STATE=.local/second SEATWARDEN_PORT=0 npm start`,
  ].join('\n')
}

function withAdvice(error: unknown, state: string): Error {
  const message = error instanceof Error ? error.message : String(error)
  return new Error(
    `${message}\nIf what was kept is damaged: "npm run reset" takes away everything in ${state}.`,
    { cause: error },
  )
}
