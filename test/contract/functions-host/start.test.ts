import { writeFileSync } from 'node:fs'
import { build } from 'esbuild'
import { afterAll, describe, expect, test } from 'vitest'
import { readHostJson } from '#local/stand-ins/functions-host/host-json.ts'
import { readSettings } from '#local/stand-ins/functions-host/settings.ts'
import { appPath, eventually, hostJsonFile, killAllHosts, runHost } from './run-host.ts'

afterAll(killAllHosts)

describe('the host refuses to start, and says why,', () => {
  test.each([
    ['streaming', /enableHttpStream/],
    ['capability', /SomethingNew/],
    ['authLevel', /"f": authLevel "function"/],
    ['route', /the segment "\{b\}-\{c\}"/],
    ['constraint', /"alpha" on "\{b:int:alpha\}"/],
    ['constraintArgument', /"maxlength\(x\)"/],
    ['catchAll', /"\{\*b:maxlength\(3\)\}"/],
    ['adminRoute', /"admin\/x" conflicts/],
    ['administrators', /"administrators" conflicts/],
    ['twoRoutes', /"f" and "g" both answer POST on "A\/\{b\}"/],
    ['sameParameter', /the same parameter twice/],
    ['twoNames', /Two functions are named "F"/],
    ['badName', /"f\.g" is not a valid function name/],
    ['sessions', /isSessionsEnabled/],
    ['batch', /cardinality "many"/],
    ['sdkBinding', /sdkBinding/],
    ['topic', /topic/],
    ['missingConnection', /"OTHER" is missing/],
    ['missingSetting', /"QUEUE", which is missing/],
    ['blob', /"blobTrigger"/],
    ['warmup', /"warmupTrigger"/],
    ['extraInput', /extra input of type "blob"/],
    ['extraOutput', /output of type "serviceBus"/],
    ['returnOutput', /output of type "serviceBus"/],
    ['retry', /retry/],
    ['schedule', /"L" for its day/],
    ['option', /"color"/],
    ['logHook', /Log hooks/],
    ['throws', /threw while it was loading: Error: the app gave up/],
    ['late', /"g" was registered after the app had started/],
    ['nothing', /registered zero functions/],
  ])('when the app asks for %s', async (what, message) => {
    const start = async () => {
      const host = await runHost('refused-app', { settings: { REFUSED: what, BUS: 'Endpoint=sb://x' } })
      await eventually(() => host.stderr().includes('registered after') || undefined, 2_000)
      throw new Error(host.stderr())
    }
    await expect(start()).rejects.toThrow(message)
  })

  test('when host.json has keys it does not honour: it names every one of them', async () => {
    const message = await runHost('http-app', { hostJsonContent: twentyKeys }).then(
      () => 'it started',
      (error: Error) => error.message,
    )
    for (const key of pathsOf(twentyKeys)) expect(message).toContain(key)
  })

  test.each(pathsOf(twentyKeysOf()))('when host.json has only %s', (key) => {
    const file = hostJsonFile({ version: '2.0', ...nested(key, 1) })
    expect(() => readHostJson(file)).toThrow(`${key} `)
  })

  test.each([
    ['extensions.http.routePrefix', 3],
    ['extensions.http.maxOutstandingRequests', 5],
    ['extensions.serviceBus.maxConcurrentCalls', 0],
    ['extensions.serviceBus.prefetchCount', '10'],
    ['extensions.serviceBus.maxAutoLockRenewalDuration', '5 minutes'],
    ['extensions.serviceBus.transportType', 'amqpWebSockets'],
    ['functionTimeout', '5'],
    ['extensionBundle.id', 'Microsoft.Azure.Functions.ExtensionBundle.Preview'],
    ['extensionBundle.version', '4'],
    ['extensionBundle.version', '[4.x, 5.0.0)'],
    ['extensionBundle.version', '[4.0.0, 5.0.0'],
    ['extensionBundle.version', '[,]'],
    ['logging.logLevel.default', 'Loud'],
  ])('when %s is %j', (key, value) => {
    expect(() => readHostJson(hostJsonFile({ version: '2.0', ...nested(key, value) }))).toThrow(
      `${key} must be`,
    )
  })

  test('when an app has a queue trigger and host.json no extension bundle, also where queues are not served', async () => {
    const start = (app: string) =>
      runHost(app, {
        settings: { BUS: 'Endpoint=sb://x', QUEUE: 'q', EVERY_SECOND: '* * * * * *' },
        hostJsonContent: { extensionBundle: undefined },
        triggers: ['http', 'timer'],
      })
    await expect(start('queue-app')).rejects.toThrow(
      /"work" has a queue trigger.*host.json must say "extensionBundle"/,
    )
    for (const app of ['http-app', 'timer-app']) expect((await start(app)).functions).not.toEqual([])
  })

  test.each([
    [{}, /give its id; extensionBundle must give its version/],
    ['yes', /give its id; .*extensionBundle is not honoured/],
    [{ id: 'Microsoft.Azure.Functions.ExtensionBundle' }, /must give its version\./],
  ])('when the extension bundle is %j', (extensionBundle, message) => {
    expect(() => readHostJson(hostJsonFile({ version: '2.0', extensionBundle }))).toThrow(message)
  })

  test('when host.json has no version', () => {
    expect(() => readHostJson(hostJsonFile({}))).toThrow('version is missing')
  })

  test.each([
    [{ Values: {} }, 'IsEncrypted must be false'],
    [{ IsEncrypted: true, Values: {} }, 'IsEncrypted must be false'],
    [{ IsEncrypted: false, Values: { A: 1 } }, 'the value of A'],
    [{ IsEncrypted: false, ConnectionStrings: {} }, 'ConnectionStrings'],
    [{ IsEncrypted: false, Host: { CORS: '*' } }, 'CORS'],
  ])('when local.settings.json is %j', (content, message) => {
    expect(() => readSettings(hostJsonFile(content))).toThrow(message)
  })
})

describe('host.json', () => {
  test.each(['[4.*, 5.0.0)', '[4.0.0,5.0.0)', '(4.1.2, 4.9]', '[4.2.0]', '[4.0.0, )'])(
    'may ask for the bundle %s',
    (version) => {
      const extensionBundle = { id: 'Microsoft.Azure.Functions.ExtensionBundle', version }
      expect(readHostJson(hostJsonFile({ version: '2.0', extensionBundle })).hasExtensionBundle).toBe(true)
    },
  )

  test('is read with every key that a queue app needs', () => {
    const file = hostJsonFile({
      version: '2.0',
      functionTimeout: '00:10:00',
      extensionBundle: { id: 'Microsoft.Azure.Functions.ExtensionBundle', version: '[4.0.0, 5.0.0)' },
      telemetryMode: 'OpenTelemetry',
      logging: {
        logLevel: { default: 'Warning', 'Function.a': 'Debug' },
        applicationInsights: { samplingSettings: { isEnabled: true } },
      },
      extensions: {
        http: { routePrefix: '', customHeaders: { 'x-host': 'local' } },
        serviceBus: {
          prefetchCount: 5,
          autoCompleteMessages: false,
          maxAutoLockRenewalDuration: '00:02:30',
          maxConcurrentCalls: 8,
          clientRetryOptions: {
            mode: 'fixed',
            tryTimeout: '00:00:15',
            delay: '00:00:00.50',
            maxDelay: '00:00:10',
            maxRetries: 4,
          },
        },
      },
    })
    expect(readHostJson(file)).toEqual({
      routePrefix: '',
      customHeaders: { 'x-host': 'local' },
      functionTimeoutMs: 600_000,
      logLevels: { default: 'warning', 'Function.a': 'debug' },
      hasExtensionBundle: true,
      serviceBus: {
        prefetchCount: 5,
        autoCompleteMessages: false,
        maxAutoLockRenewalDurationMs: 150_000,
        maxConcurrentCalls: 8,
        retry: { exponential: false, tryTimeoutMs: 15_000, delayMs: 500, maxDelayMs: 10_000, maxRetries: 4 },
      },
    })
  })

  test('decides the route prefix, the headers of every answer and the log level', async () => {
    const host = await runHost('http-app', {
      hostJsonContent: {
        extensions: { http: { customHeaders: { 'x-host': 'local', 'X-Kind': 'host' } } },
        logging: { logLevel: { 'Function.logs': 'Debug' } },
      },
    })
    const response = await fetch(`${host.url}/api/logs`)
    expect([response.status, response.headers.get('x-host')]).toEqual([200, 'local'])
    expect((await fetch(`${host.url}/logs`)).status).toBe(404)
    // The function's own header wins.
    expect((await fetch(`${host.url}/api/utf8`)).headers.get('x-kind')).toBe('text')
    await eventually(() => host.stdout().includes('a debug line') || undefined)
  })

  test('ends the process after an invocation that outlives functionTimeout', async () => {
    const host = await runHost('http-app', {
      hostJsonContent: { functionTimeout: '00:00:00.2', extensions: { http: { routePrefix: '' } } },
    })
    expect((await fetch(`${host.url}/slow`)).status).toBe(500)
    await eventually(() => host.stderr().includes('Timeout value of 200 ms exceeded') || undefined)
    await expect(eventually(() => fetch(host.url).then(() => undefined))).rejects.toThrow('fetch failed')
  })
})

describe('a bundle', () => {
  const banner =
    "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);"

  test.each([
    ['esm', { js: banner }],
    ['cjs', {}],
  ] as const)('in %s serves the same functions as the source', async (format, banner) => {
    const bundled = await runHost('http-app', { entry: await bundle(format, banner) })
    expect(bundled.functions).toEqual((await runHost('http-app')).functions)
    expect((await fetch(`${bundled.url}/bytes`)).status).toBe(200)
  })

  test('that cannot load the core module is refused', async () => {
    await expect(bundle('esm', {}).then((entry) => runHost('http-app', { entry }))).rejects.toThrow(
      /threw while it was loading.*Dynamic require/,
    )
  })

  async function bundle(format: 'esm' | 'cjs', banner: Record<string, string>): Promise<string> {
    const outfile = hostJsonFile({}).replace('host.json', format === 'esm' ? 'app.mjs' : 'app.cjs')
    await build({
      entryPoints: [appPath('http-app')],
      outfile,
      format,
      banner,
      bundle: true,
      platform: 'node',
      external: ['@azure/functions-core'],
    })
    return outfile
  }
})

describe('local.settings.json', () => {
  test('gives the app its values and the host its port; a disabled function keeps its route', async () => {
    const settings = hostJsonFile({})
    const values = { GREETING: 'from the file', 'AzureWebJobs.slow.Disabled': 'true' }
    writeFileSync(
      settings,
      JSON.stringify({ IsEncrypted: false, Values: values, Host: { LocalHttpPort: 0 } }),
    )
    const host = await runHost('http-app', { settings })
    expect(await (await fetch(`${host.url}/logs`)).text()).toBe('from the file')
    expect((await fetch(`${host.url}/slow`)).status).toBe(404)
    expect(host.functions).not.toContain('slow')
  })
})

const twentyKeys = twentyKeysOf()

function twentyKeysOf() {
  return {
    aggregator: { batchSize: 1000 },
    concurrency: { dynamicConcurrencyEnabled: true },
    customHandler: { enableForwardingHttpRequest: true },
    functions: ['a'],
    healthMonitor: { enabled: false },
    managedDependency: { enabled: true },
    queues: { batchSize: 1 },
    retry: { strategy: 'fixedDelay' },
    singleton: { lockPeriod: '00:00:15' },
    watchDirectories: ['shared'],
    watchFiles: ['a.txt'],
    logging: { fileLoggingMode: 'always', console: { isEnabled: false } },
    extensions: {
      http: { hsts: { maxAge: '10' } },
      queues: { maxPollingInterval: '00:00:02' },
      serviceBus: {
        maxConcurrentSessions: 4,
        sessionIdleTimeout: '00:00:10',
        maxMessageBatchSize: 10,
        maxBatchWaitTime: '00:00:10',
        webProxy: 'http://x',
      },
    },
  }
}

function pathsOf(value: object, prefix = ''): string[] {
  return Object.entries(value).flatMap(([name, inner]) =>
    typeof inner === 'object' && !Array.isArray(inner)
      ? pathsOf(inner as object, `${prefix}${name}.`)
      : [`${prefix}${name}`],
  )
}

function nested(path: string, value: unknown): object {
  const [name = '', ...rest] = path.split('.')
  return { [name]: rest.length === 0 ? value : nested(rest.join('.'), value) }
}
