import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync, rmSync, statSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { askToClose, startChild } from '../stand-ins/child.ts'

/** A process of the system and what it is started with, the same every time. */
export interface ProcessPlan {
  readonly name: string
  /** A module that lives as child.ts says. */
  readonly entry: string
  readonly options: object
  readonly logFile: string
  readonly environment: Readonly<Record<string, string | undefined>>
}

export interface KeptAlive {
  readonly name: string
  readonly pid: number | undefined
  /** Rejects when it ends before it serves for the first time. */
  readonly firstReady: Promise<void>
  /** From now on its death is its end. */
  letGo(): void
  /** Asks it to close, and SIGKILL when that was not enough. */
  stop(withinMs: number): Promise<void>
}

/** Printed on the console and used to keep ready.json true. */
export interface Watcher {
  started(name: string, pid: number): void
  /** `inMs` is the pause before it is started again. */
  died(name: string, pid: number, how: string, inMs: number): void
}

const logBytesMax = 5 * 1024 * 1024
/** Whoever served that long and then died did not die at once. */
const steadyMs = 2_000
/** The first three come back within a second, whatever befalls them; then the pauses grow. */
const pausesMs = [0, 50, 250, 1_000, 2_000, 5_000, 15_000]

/** Starts a process and, from its first readiness on, starts it again whenever it dies. */
export function keepAlive(plan: ProcessPlan, watcher: Watcher): KeptAlive {
  if (sizeOf(plan.logFile) > logBytesMax) rmSync(plan.logFile)
  const logBefore = sizeOf(plan.logFile)
  let child: ChildProcess
  let isLetGo = false
  let everReady = false
  let deathsInARow = 0
  const pause = new AbortController()
  const first = Promise.withResolvers<void>()

  const start = () => {
    const log = openSync(plan.logFile, 'a')
    child = startChild(plan.entry, plan.options, {
      stdio: ['ignore', log, log, 'ipc'],
      env: plan.environment,
    })
    closeSync(log)
    const startedMs = Date.now()
    child.once('message', () => {
      everReady = true
      first.resolve()
    })
    child.once('exit', (code, signal) => ended(startedMs, signal ? `by ${signal}` : `with code ${code}`))
    // Only when the system has no process left to give: 'exit' does not come then.
    child.once('error', (error) => child.pid === undefined && ended(startedMs, `at once: ${error.message}`))
    if (child.pid !== undefined) watcher.started(plan.name, child.pid)
  }

  const ended = async (startedMs: number, how: string) => {
    if (isLetGo) return
    if (!everReady) {
      first.reject(new Error(`${plan.name} ended ${how} before it was ready. ${logSince(plan, logBefore)}`))
      return
    }
    if (Date.now() - startedMs > steadyMs) deathsInARow = 0
    const pauseMs = pausesMs[Math.min(deathsInARow, pausesMs.length - 1)] ?? 0
    deathsInARow += 1
    watcher.died(plan.name, child.pid ?? 0, how, pauseMs)
    await wait(pauseMs, undefined, { signal: pause.signal }).catch(() => {})
    if (!isLetGo) start()
  }

  const letGo = () => {
    isLetGo = true
    pause.abort()
  }

  start()
  return {
    name: plan.name,
    get pid() {
      return child.pid
    },
    firstReady: first.promise,
    letGo,
    async stop(withinMs) {
      letGo()
      if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
      const exited = once(child, 'exit')
      askToClose(child)
      const patience = setTimeout(() => child.kill('SIGKILL'), withinMs)
      await exited
      clearTimeout(patience)
    },
  }
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}

/** The end of what the process said since then: the reason is usually there. */
function logSince(plan: ProcessPlan, from: number): string {
  const text = readFileSync(plan.logFile).subarray(from).toString().trimEnd()
  return `The end of its log, ${plan.logFile}:\n${text.slice(-2_000)}`
}
