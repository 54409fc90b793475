import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import type { LogLevel } from './core-api.ts'
import { isObject } from './settings.ts'
import { parseTimeSpan } from './time-span.ts'

/** host.json as this host understands it; the defaults are the real host's, but for the one that says so. */
export interface HostJson {
  routePrefix: string
  customHeaders: Record<string, string>
  /** Undefined: an invocation may take for ever. */
  functionTimeoutMs: number | undefined
  logLevels: Record<string, LogLevel>
  /** Where the real host gets every trigger but HTTP and timer. */
  hasExtensionBundle: boolean
  serviceBus: ServiceBusOptions
}

export interface ServiceBusOptions {
  prefetchCount: number
  autoCompleteMessages: boolean
  maxAutoLockRenewalDurationMs: number
  maxConcurrentCalls: number
  retry: {
    exponential: boolean
    tryTimeoutMs: number
    delayMs: number
    maxDelayMs: number
    maxRetries: number
  }
}

/** Takes a value, or answers what it should have been. */
type Take = (host: HostJson, value: unknown, key: string) => string | undefined

const honoured: Readonly<Record<string, Take>> = {
  version: only('2.0'),
  functionTimeout: (host, value) => {
    if (value === '-1') return undefined
    const ms = typeof value === 'string' ? parseTimeSpan(value) : undefined
    if (!ms) return 'a TimeSpan or "-1"'
    host.functionTimeoutMs = ms
    return undefined
  },
  'extensions.http.routePrefix': text((host, value) => (host.routePrefix = value)),
  'extensions.http.customHeaders.*': text((host, value, name) => (host.customHeaders[name] = value)),
  'extensions.http.dynamicThrottlesEnabled': only(false),
  'extensions.http.maxOutstandingRequests': only(-1),
  'extensions.http.maxConcurrentRequests': only(-1),
  'extensions.http.hsts.isEnabled': only(false),
  'extensions.serviceBus.prefetchCount': whole(0, (host, value) => (host.serviceBus.prefetchCount = value)),
  'extensions.serviceBus.autoCompleteMessages': (host, value) => {
    if (typeof value !== 'boolean') return 'true or false'
    host.serviceBus.autoCompleteMessages = value
    return undefined
  },
  'extensions.serviceBus.maxAutoLockRenewalDuration': span(
    (host, ms) => (host.serviceBus.maxAutoLockRenewalDurationMs = ms),
  ),
  'extensions.serviceBus.maxConcurrentCalls': whole(
    1,
    (host, value) => (host.serviceBus.maxConcurrentCalls = value),
  ),
  'extensions.serviceBus.clientRetryOptions.mode': (host, value) => {
    const mode = String(value).toLowerCase()
    if (mode !== 'exponential' && mode !== 'fixed') return '"exponential" or "fixed"'
    host.serviceBus.retry.exponential = mode === 'exponential'
    return undefined
  },
  'extensions.serviceBus.clientRetryOptions.tryTimeout': span(
    (host, ms) => (host.serviceBus.retry.tryTimeoutMs = ms),
  ),
  'extensions.serviceBus.clientRetryOptions.delay': span((host, ms) => (host.serviceBus.retry.delayMs = ms)),
  'extensions.serviceBus.clientRetryOptions.maxDelay': span(
    (host, ms) => (host.serviceBus.retry.maxDelayMs = ms),
  ),
  'extensions.serviceBus.clientRetryOptions.maxRetries': whole(
    0,
    (host, value) => (host.serviceBus.retry.maxRetries = value),
  ),
  'extensions.serviceBus.transportType': only('amqpTcp'),
  'extensions.serviceBus.enableCrossEntityTransactions': only(false),
  'logging.logLevel.*': (host, value, name) => {
    const level = logLevels[String(value).toLowerCase()]
    if (level === undefined) return 'a log level'
    host.logLevels[name] = level
    return undefined
  },
  'extensionBundle.id': only('Microsoft.Azure.Functions.ExtensionBundle'),
  'extensionBundle.version': (_, value) =>
    typeof value === 'string' && isVersionRange(value) ? undefined : 'a range such as "[4.*, 5.0.0)"',
  // Where the real host sends its telemetry: without meaning on one machine.
  'logging.applicationInsights.*': () => undefined,
  telemetryMode: only('OpenTelemetry'),
}

const logLevels: Readonly<Record<string, LogLevel>> = {
  trace: 'trace',
  debug: 'debug',
  information: 'information',
  warning: 'warning',
  error: 'error',
  critical: 'critical',
  none: 'none',
}

/** Reads host.json strictly: every key that is not honoured, and every value that cannot be, is named at once. */
export function readHostJson(path: string): HostJson {
  const host: HostJson = {
    routePrefix: 'api',
    customHeaders: {},
    functionTimeoutMs: undefined,
    logLevels: {},
    hasExtensionBundle: false,
    serviceBus: {
      prefetchCount: 0,
      autoCompleteMessages: true,
      maxAutoLockRenewalDurationMs: 300_000,
      maxConcurrentCalls: 16 * availableParallelism(),
      // The real default is a minute, which is how long a cut in the middle of a call would stay unnoticed.
      retry: { exponential: true, tryTimeoutMs: 10_000, delayMs: 800, maxDelayMs: 60_000, maxRetries: 3 },
    },
  }
  const content: unknown = JSON.parse(readFileSync(path, 'utf8'))
  if (!isObject(content)) throw new Error(`${path} must hold an object.`)
  const problems: string[] = []
  if (!('version' in content)) problems.push('version is missing, it must be "2.0"')
  const { extensionBundle: bundle } = content
  host.hasExtensionBundle = bundle !== undefined
  for (const part of ['id', 'version'])
    if (bundle !== undefined && !(isObject(bundle) && part in bundle))
      problems.push(`extensionBundle must give its ${part}`)
  for (const [key, value] of leaves(content, '')) {
    const [take, name] = find(key)
    const expected = take?.(host, value, name)
    if (take === undefined) problems.push(`${key} is not honoured by this host`)
    else if (expected !== undefined) problems.push(`${key} must be ${expected}, not ${JSON.stringify(value)}`)
  }
  if (problems.length > 0) throw new Error(`${path}: ${problems.join('; ')}.`)
  return host
}

/** The rule for a key, and what stands in the place of the rule's `*`. */
function find(key: string): readonly [Take | undefined, string] {
  if (Object.hasOwn(honoured, key)) return [honoured[key], key]
  for (const [rule, take] of Object.entries(honoured)) {
    if (rule.endsWith('*') && key.startsWith(rule.slice(0, -1))) return [take, key.slice(rule.length - 1)]
  }
  return [undefined, key]
}

function* leaves(value: Record<string, unknown>, prefix: string): Generator<readonly [string, unknown]> {
  for (const [name, inner] of Object.entries(value)) {
    if (isObject(inner)) yield* leaves(inner, `${prefix}${name}.`)
    else yield [`${prefix}${name}`, inner]
  }
}

/** NuGet's notation for an interval, such as `[4.*, 5.0.0)` or `[4.2.0]`. */
function isVersionRange(text: string): boolean {
  const inside = /^[[(](.+)[\])]$/.exec(text)?.[1]?.split(',') ?? []
  const versions = inside.map((version) => version.trim()).filter((version) => version !== '')
  return (
    inside.length <= 2 &&
    versions.length > 0 &&
    versions.every((version) => /^\d+(?:\.\d+){0,3}(?:\.\*)?$/.test(version))
  )
}

function only(expected: string | number | boolean): Take {
  return (_, value) => (value === expected ? undefined : JSON.stringify(expected))
}

function text(set: (host: HostJson, value: string, name: string) => void): Take {
  return (host, value, name) => {
    if (typeof value !== 'string') return 'a text'
    set(host, value, name)
    return undefined
  }
}

function whole(least: number, set: (host: HostJson, value: number) => void): Take {
  return (host, value) => {
    if (typeof value !== 'number' || !Number.isInteger(value) || value < least)
      return `a whole number of at least ${least}`
    set(host, value)
    return undefined
  }
}

function span(set: (host: HostJson, ms: number) => void): Take {
  return (host, value) => {
    const ms = typeof value === 'string' ? parseTimeSpan(value) : undefined
    if (ms === undefined) return 'a TimeSpan such as "00:05:00"'
    set(host, ms)
    return undefined
  }
}
