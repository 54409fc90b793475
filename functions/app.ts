import { app, type HttpMethod, type HttpRequest, type HttpResponseInit } from '@azure/functions'
import { readSettings } from '#infra/settings.ts'
import type { Told } from '#infra/telemetry/start-telemetry.ts'
import { type Incoming, type Method, methods } from './http/context.ts'
import type { Arrived } from './http/receive.ts'
import type { Reply } from './http/reply.ts'
import { methodsOfPages, type PageEntry, type RouteEntry } from './http/route-table.ts'
import { handOver, within } from './invocation.ts'
import type { Services } from './jobs/job.ts'
import { jobs } from './jobs.ts'
import { pages, routes } from './routes.ts'

/** The function app: everything is registered here, and loaded with its first call. Wrong settings stop it here. */
const settings = readSettings(process.env)
let running: Promise<Running> | undefined

interface Running {
  readonly services: Services
  waitMs(caller: string): number
  /** Sends what is still to be told. The host gives five seconds for the end, and handing over takes up to four of them. */
  stop(): Promise<void>
}

for (const route of routes) serve(route, route.method, [route.method])
for (const page of pages) serve(page, 'GET', methodsOfPages)

app.http('zz-unknown', {
  // Also those that no route has: the host would answer them without a word.
  methods: [...methods, 'HEAD', 'OPTIONS'],
  authLevel: 'anonymous',
  route: '{*path}',
  handler: (request, context) =>
    within(context, async () => {
      const { answerUnknown } = await import('./http/unknown.ts')
      const arrived = { name: 'zz-unknown', method: 'GET', cause: context.traceContext?.traceParent } as const
      return take(request, arrived, async () => answerUnknown(routes, pages, request))
    }),
})

for (const queue of jobs.queues) {
  app.serviceBusQueue(queue, {
    connection: 'SERVICE_BUS_CONNECTION',
    queueName: queue,
    handler: (body, context) =>
      within(context, async () => {
        const { triggerMetadata, traceContext } = context
        const [{ takeMessage }, { services }] = await Promise.all([import('./jobs/take-message.ts'), start()])
        const sent = triggerMetadata?.['applicationProperties'] as { traceparent?: unknown } | undefined
        await takeMessage(services, queue, {
          body,
          // A field of the message may stand in the place of what the host tells.
          deliveryCount: Number(triggerMetadata?.['deliveryCount']) || 1,
          hostTrace: traceContext?.traceParent,
          sentTrace: typeof sent?.traceparent === 'string' ? sent.traceparent : undefined,
        })
      }),
  })
}

// One timer for all: each would keep instances of its own awake.
app.timer('sweeper', {
  schedule: '%SWEEP_SCHEDULE%',
  handler: (_, context) =>
    within(context, async () => {
      const [{ sweep }, { services }] = await Promise.all([import('./jobs/sweeper.ts'), start()])
      const beginning = { name: 'sweeper', work: 'timer', cause: context.traceContext?.traceParent } as const
      await services.telemetry.begin(beginning, () => sweep(services))
    }),
})

app.hook.appTerminate(async () => {
  await handOver()
  await (await running)?.stop()
})

function serve(
  { name, path, load }: RouteEntry | PageEntry,
  method: Method,
  answersTo: readonly HttpMethod[],
) {
  app.http(name, {
    methods: [...answersTo],
    authLevel: 'anonymous',
    // The host takes no empty template; this one is as good.
    route: path === '/' ? '{ignored:maxlength(0)?}' : path.slice(1),
    handler: (request, context) =>
      within(context, async () => {
        const route = await load()
        const cause = context.traceContext?.traceParent
        return take(request, { name, method, path, cause }, (incoming) => route.answer(incoming))
      }),
  })
}

async function take(
  request: HttpRequest,
  arrived: Omit<Arrived, 'waitMs'>,
  answer: (incoming: Incoming) => Promise<Reply>,
): Promise<HttpResponseInit> {
  const [{ receive }, { services, waitMs }] = await Promise.all([import('./http/receive.ts'), start()])
  return receive(services, request, { ...arrived, waitMs }, answer)
}

/** The adapters, and how often who calls; one of each for this process. */
function start(): Promise<Running> {
  running ??= (async () => {
    const [{ buildServices }, { createRateLimit }, told] = await Promise.all([
      import('./services.ts'),
      import('./http/rate-limit.ts'),
      tell(),
    ])
    const services = buildServices(settings, told)
    return {
      services,
      waitMs: createRateLimit(services.machineClock, settings.rateLimitPerSecond),
      stop: async () => told?.telemetry.flush(800),
    }
  })()
  return running
}

/** Loaded where somebody listens, and nowhere else. Whatever is wrong with it, the app runs without. */
async function tell(): Promise<Told | undefined> {
  const { telemetry, websiteSiteName = 'seatwarden' } = settings
  if (!telemetry) return undefined
  try {
    const { startTelemetry } = await import('#infra/telemetry/start-telemetry.ts')
    return await startTelemetry(telemetry, websiteSiteName, warn)
  } catch (error) {
    warn(`Nothing is told: ${error}`)
    return undefined
  }
}

/** Of no invocation: it may be long over. */
function warn(message: string): void {
  console.warn(JSON.stringify({ level: 'warning', message }))
}
