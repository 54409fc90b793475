import type { Binding } from './core-api.ts'
import type { RegisteredFunction } from './core-module.ts'
import { parseRoute, type RouteTemplate } from './route-template.ts'

export type TriggerKind = 'http' | 'queue' | 'timer'

export interface Served<Trigger> {
  readonly registered: RegisteredFunction
  readonly trigger: Trigger
}

export interface HttpTrigger {
  readonly kind: 'http'
  readonly bindingName: string
  readonly methods: readonly string[]
  readonly route: RouteTemplate
}

export interface QueueTrigger {
  readonly kind: 'queue'
  readonly bindingName: string
  readonly queueName: string
  readonly connection: string
  readonly autoCompleteMessages: boolean | undefined
}

export interface TimerTrigger {
  readonly kind: 'timer'
  readonly bindingName: string
  readonly schedule: string
  readonly runOnStartup: boolean
  readonly useMonitor: boolean | undefined
}

export type Trigger = HttpTrigger | QueueTrigger | TimerTrigger

/** What an empty list of methods means. */
const allMethods = ['GET', 'POST', 'DELETE', 'HEAD', 'PATCH', 'PUT', 'OPTIONS']

const common = ['name', 'type', 'direction', 'properties']
const known: Readonly<Record<string, readonly string[]>> = {
  httpTrigger: [...common, 'route', 'methods', 'authLevel'],
  serviceBusTrigger: [
    ...common,
    ...['queueName', 'connection', 'autoCompleteMessages', 'isSessionsEnabled', 'cardinality', 'sdkBinding'],
    ...['topicName', 'subscriptionName'],
  ],
  timerTrigger: [...common, 'schedule', 'runOnStartup', 'useMonitor'],
}

/** What starts a function. Anything it asks for beyond what this host serves is refused by name. */
export function readTrigger(registered: RegisteredFunction, routePrefix: string): Trigger {
  const { name, bindings, retryOptions } = registered.metadata
  const refuse = (what: string) => new Error(`Function "${name}": ${what} is not served by this host.`)
  if (!/^[a-zA-Z][\w-]{0,127}$/.test(name)) throw new Error(`"${name}" is not a valid function name.`)
  if (retryOptions !== undefined) throw refuse('retry')
  let found: [string, Binding] | undefined
  for (const [bindingName, binding] of Object.entries(bindings)) {
    if (/trigger$/i.test(binding.type)) found = [bindingName, binding]
    else if (binding.type !== 'http' || bindingName !== '$return')
      throw refuse(`the ${binding.direction === 'in' ? 'extra input' : 'output'} of type "${binding.type}"`)
  }
  if (found === undefined) throw new Error(`Function "${name}" has no trigger.`)
  const [bindingName, binding] = found
  const keys = known[binding.type]
  if (keys === undefined) throw refuse(`the trigger type "${binding.type}"`)
  for (const key of Object.keys(binding)) if (!keys.includes(key)) throw refuse(`the trigger option "${key}"`)
  switch (binding.type) {
    case 'httpTrigger': {
      if (binding['authLevel'] !== 'anonymous') throw refuse(`authLevel "${binding['authLevel']}"`)
      // The real host takes an empty route for none, and serves the function under its name.
      const route = String(binding['route'] || name)
      const given = binding['methods'] as readonly string[]
      const methods = given.length === 0 ? allMethods : given
      return {
        kind: 'http',
        bindingName,
        methods: methods.map((method) => method.toUpperCase()),
        route: parseRoute(name, route, routePrefix),
      }
    }
    case 'serviceBusTrigger': {
      if (binding['topicName'] !== undefined) throw refuse('a topic trigger')
      if (binding['isSessionsEnabled'] === true) throw refuse('isSessionsEnabled')
      if (binding['sdkBinding'] === true) throw refuse('sdkBinding')
      if (binding['cardinality'] === 'many') throw refuse('cardinality "many"')
      return {
        kind: 'queue',
        bindingName,
        queueName: required(name, binding, 'queueName'),
        connection: String(binding['connection'] || 'AzureWebJobsServiceBus'),
        autoCompleteMessages: binding['autoCompleteMessages'] as boolean | undefined,
      }
    }
    default:
      return {
        kind: 'timer',
        bindingName,
        schedule: required(name, binding, 'schedule'),
        runOnStartup: binding['runOnStartup'] === true,
        useMonitor: binding['useMonitor'] as boolean | undefined,
      }
  }
}

function required(name: string, binding: Binding, key: string): string {
  const value = binding[key]
  if (typeof value !== 'string' || value === '') throw new Error(`Function "${name}" must give its ${key}.`)
  return value
}
