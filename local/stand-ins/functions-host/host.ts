import { type AdminFrontEnd, startAdmin } from './admin-front-end.ts'
import { type RegisteredFunction, registry } from './core-module.ts'
import { type HostJson, readHostJson } from './host-json.ts'
import { type HttpFrontEnd, type HttpTarget, startHttp } from './http-front-end.ts'
import { createInvoke, type Invoke, runHooks } from './invocation.ts'
import { loadApp } from './load-app.ts'
import { createLogs, type Logs } from './logs.ts'
// Loads the Service Bus client before the app does: its CommonJS cannot require what the ESM of the Cosmos client, which
// the app imports at the same time, has not loaded to the end (ERR_REQUIRE_ESM_RACE_CONDITION).
import { type QueueSource, startQueue } from './queue-source.ts'
import type { Route } from './router.ts'
import { connectionSetting, readSettings, resolveSettings } from './settings.ts'
import { parseSchedule, startTimer, type TimerSource } from './timer-source.ts'
import { readTrigger, type Served, type Trigger, type TriggerKind } from './triggers.ts'

export interface FunctionsHostOptions {
  /** The app's main module: a source file or a built bundle. */
  readonly entry: string
  /** Path of host.json. */
  readonly hostJson: string
  /** Path of local.settings.json, or the values: they are in process.env before the app is imported. */
  readonly settings: string | Readonly<Record<string, string>>
  /** 0 picks a free port; without it Host.LocalHttpPort of the settings counts. */
  readonly port?: number
  /** Where functions can be run by hand, see admin-front-end.ts; 0 picks a free port, without it nowhere. */
  readonly adminPort?: number
  /** What this process serves; every function is checked whatever its kind. */
  readonly triggers: readonly TriggerKind[]
}

export interface FunctionsHost {
  readonly ready: { readonly port?: number; readonly adminPort?: number; readonly functions: string[] }
  close(): Promise<void>
}

// The real host's 100 MB; the app setting FUNCTIONS_REQUEST_BODY_SIZE_LIMIT changes it there as well.
const bodyBytesDefault = 104_857_600
const finishWithinMs = 10_000

/** Loads the app and serves its functions. One host a process: the library knows one runtime. */
export async function startFunctionsHost(options: FunctionsHostOptions): Promise<FunctionsHost> {
  const hostJson = readHostJson(options.hostJson)
  const settings = readSettings(options.settings)
  Object.assign(process.env, settings.values)
  const logs = createLogs(hostJson.logLevels)
  registry.log = (level, _, message) => logs.write('Worker', level, message)

  const { functions, model } = await loadApp(options.entry)
  const chosen = choose(functions, hostJson, options.triggers)
  const served = chosen.filter((one) => !isDisabled(one))
  const invokeOf = ({ registered, trigger }: Served<Trigger>) =>
    createInvoke(registered, trigger.bindingName, model, logs, {
      ms: hostJson.functionTimeoutMs,
      // The supervisor starts a new process, as the real host starts a new worker.
      expired: () => setTimeout(() => process.exit(1), 250),
    })
  // Prepared in full before anything starts, so that a mistake starts nothing.
  const queues = served.flatMap((one) => prepareQueue(one, hostJson, invokeOf, logs))
  const timers = served.flatMap((one) => prepareTimer(one, invokeOf))

  const appHook = { hookData: {} }
  await runHooks(registry.hooks.appStart, appHook)
  const http = await serveHttp(chosen, hostJson, options.port ?? settings.httpPort, invokeOf)
  const startedTimers = new Map(timers.map(({ name, start }) => [name.toLowerCase(), start()]))
  const sources: (QueueSource | TimerSource)[] = [
    ...queues.map((start) => start()),
    ...startedTimers.values(),
  ]
  const admin = await serveAdmin(options.adminPort, functions, startedTimers)

  return {
    ready: {
      ...(http === undefined ? {} : { port: http.port }),
      ...(admin === undefined ? {} : { adminPort: admin.port }),
      functions: served.map(({ registered }) => registered.metadata.name),
    },
    async close() {
      await Promise.all([
        admin?.close(),
        http?.close(finishWithinMs),
        ...sources.map((source) => source.stop(finishWithinMs)),
      ])
      await runHooks(registry.hooks.appTerminate, appHook)
    },
  }
}

/** Checks every function, and keeps those of these kinds. */
function choose(
  functions: readonly RegisteredFunction[],
  hostJson: HostJson,
  kinds: readonly TriggerKind[],
): Served<Trigger>[] {
  const names = new Set<string>()
  return functions.flatMap((registered) => {
    const { name } = registered.metadata
    const trigger = readTrigger(registered, hostJson.routePrefix)
    if (names.has(name.toLowerCase())) throw new Error(`Two functions are named "${name}".`)
    names.add(name.toLowerCase())
    if (trigger.kind === 'queue' && !hostJson.hasExtensionBundle)
      throw new Error(
        `Function "${name}" has a queue trigger, which the real host finds in an extension bundle only: host.json must say "extensionBundle": { "id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "[4.*, 5.0.0)" }.`,
      )
    return kinds.includes(trigger.kind) ? [{ registered, trigger }] : []
  })
}

function isDisabled({ registered }: Served<Trigger>): boolean {
  return /^(true|1)$/i.test(process.env[`AzureWebJobs.${registered.metadata.name}.Disabled`] ?? '')
}

async function serveHttp(
  chosen: readonly Served<Trigger>[],
  hostJson: HostJson,
  port: number | undefined,
  invokeOf: (one: Served<Trigger>) => Invoke,
): Promise<HttpFrontEnd | undefined> {
  const routes = chosen.flatMap((one): Route<HttpTarget>[] => {
    if (one.trigger.kind !== 'http') return []
    const { route, methods } = one.trigger
    const target = isDisabled(one) ? 'disabled' : invokeOf(one)
    return [{ functionName: one.registered.metadata.name, template: route, methods, target }]
  })
  if (routes.length === 0) return undefined
  if (port === undefined)
    throw new Error('HTTP functions need a port: give `port`, or Host.LocalHttpPort in the settings.')
  const bodyBytes = Number(process.env['FUNCTIONS_REQUEST_BODY_SIZE_LIMIT'] ?? bodyBytesDefault)
  if (!(bodyBytes > 0)) throw new Error('FUNCTIONS_REQUEST_BODY_SIZE_LIMIT must be a number of bytes.')
  const homePage = process.env['AzureWebJobsDisableHomepage']?.toLowerCase() !== 'true'
  return startHttp(port, routes, { bodyBytes, customHeaders: hostJson.customHeaders, homePage })
}

function prepareQueue(
  one: Served<Trigger>,
  hostJson: HostJson,
  invokeOf: (one: Served<Trigger>) => Invoke,
  logs: Logs,
): (() => QueueSource)[] {
  if (one.trigger.kind !== 'queue') return []
  const { trigger } = one
  const { name } = one.registered.metadata
  const queueName = resolveSettings(trigger.queueName)
  const connection = connectionSetting(trigger.connection.replace(/^%(.+)%$/, '$1'))
  const options = {
    ...hostJson.serviceBus,
    autoCompleteMessages: trigger.autoCompleteMessages ?? hostJson.serviceBus.autoCompleteMessages,
  }
  const invoke = invokeOf(one)
  return [() => startQueue(name, queueName, connection, options, invoke, logs)]
}

function prepareTimer(
  one: Served<Trigger>,
  invokeOf: (one: Served<Trigger>) => Invoke,
): { readonly name: string; start(): TimerSource }[] {
  if (one.trigger.kind !== 'timer') return []
  const { trigger } = one
  const schedule = parseSchedule(resolveSettings(trigger.schedule))
  const invoke = invokeOf(one)
  return [{ name: one.registered.metadata.name, start: () => startTimer(schedule, trigger, invoke) }]
}

async function serveAdmin(
  port: number | undefined,
  functions: readonly RegisteredFunction[],
  timers: ReadonlyMap<string, TimerSource>,
): Promise<AdminFrontEnd | undefined> {
  if (port === undefined) return undefined
  const names = functions.map(({ metadata }) => metadata.name)
  return startAdmin(port, names, (name) => {
    const timer = timers.get(name.toLowerCase())
    if (timer) return { run: () => timer.runNow() }
    if (!names.some((one) => one.toLowerCase() === name.toLowerCase())) return undefined
    return {
      refused: `Function "${name}" is no timer that this process serves: only those are run by hand here.`,
    }
  })
}
