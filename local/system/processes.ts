import { join } from 'node:path'
import containers from '#infra/documents/containers.json' with { type: 'json' }
import queues from '#infra/messages/queues.json' with { type: 'json' }
import { type AppSettings, audience } from './app-settings.ts'
import { type FunctionApp, sources } from './function-app.ts'
import type { ProcessPlan } from './kept-alive.ts'
import type { Ports } from './ports.ts'
import { projectRoot, stateFiles } from './state-folder.ts'

/** Production locks for 30 s; here a killed worker's message is free again while somebody still watches. */
const lockDurationMs = 5_000

/** Every process of the system. The first two end first: they work with all the others. */
export function processPlans(
  state: string,
  ports: Ports,
  settings: AppSettings,
  app: FunctionApp = sources,
): readonly ProcessPlan[] {
  const files = stateFiles(state)
  // Types are stripped and code compiled once, not at each start of each process.
  const environment = { ...process.env, NODE_COMPILE_CACHE: compileCache }
  const plan = (name: string, folder: string, options: object): ProcessPlan => ({
    name,
    entry: join(projectRoot, 'local/stand-ins', folder, 'main.ts'),
    options,
    logFile: join(files.logs, `${name}.log`),
    environment,
  })
  const keptIn = (name: string) => join(state, name)
  const functions = (triggers: readonly string[]) => ({
    ...app,
    settings,
    port: ports.api,
    triggers,
  })
  return [
    plan('http', 'functions-host', functions(['http'])),
    plan('workers', 'functions-host', {
      ...functions(['queue', 'timer']),
      adminPort: ports['functions-admin'],
    }),
    plan('cosmos', 'cosmos', { port: ports.cosmos, stateFolder: keptIn('cosmos'), containers }),
    plan('service-bus', 'service-bus', {
      port: ports['service-bus'],
      stateFolder: keptIn('service-bus'),
      config: queues,
      lockDurationMs,
      maxDeliveryCount: Number(settings['MAX_DELIVERY_COUNT']),
    }),
    plan('sign-in', 'sign-in', {
      port: ports['sign-in'],
      stateFolder: keptIn('sign-in'),
      audience,
      personas: files.personas,
    }),
    plan('mailbox', 'mailbox', {
      smtpPort: ports.smtp,
      httpPort: ports.mailbox,
      stateFolder: keptIn('mailbox'),
    }),
    plan('payment-gateway', 'payment-gateway', {
      port: ports['payment-gateway'],
      stateFolder: keptIn('payment-gateway'),
    }),
    plan('traces', 'traces', { port: ports.traces }),
    plan('blobs', 'blobs', { port: ports.blobs, stateFolder: keptIn('blobs') }),
  ]
}

/** Shared by all state folders. */
export const compileCache = join(projectRoot, 'node_modules/.cache/compiled')
