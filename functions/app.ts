import { app, type HttpRequest, type HttpResponseInit } from '@azure/functions'
import { readSettings } from '#infra/settings.ts'
import { type Incoming, methods } from './http/context.ts'
import type { Reply } from './http/reply.ts'
import { handOver, within } from './invocation.ts'
import type { Services } from './jobs/job.ts'
import { jobs } from './jobs.ts'
import { routes } from './routes.ts'

/** The function app: everything is registered here, and loaded with its first call. Wrong settings stop it here. */
const settings = readSettings(process.env)
let running: Promise<{ readonly services: Services; waitMs(caller: string): number }> | undefined

for (const { name, method, path, load } of routes) {
  app.http(name, {
    methods: [method],
    authLevel: 'anonymous',
    route: path.slice(1),
    handler: (request, context) =>
      within(context, async () => {
        const route = await load()
        return take(request, { name, method }, (incoming) => route.answer(incoming))
      }),
  })
}

app.http('zz-unknown', {
  // Also those that no route has: the host would answer them without a word.
  methods: [...methods, 'HEAD', 'OPTIONS'],
  authLevel: 'anonymous',
  route: '{*path}',
  handler: (request, context) =>
    within(context, async () => {
      const { answerUnknown } = await import('./http/unknown.ts')
      return take(request, { name: 'zz-unknown', method: 'GET' }, async () => answerUnknown(routes, request))
    }),
})

for (const queue of jobs.queues) {
  app.serviceBusQueue(queue, {
    connection: 'SERVICE_BUS_CONNECTION',
    queueName: queue,
    handler: (body, context) =>
      within(context, async () => {
        const { services } = await start()
        // A field of the message may stand in the place of what the host tells.
        const deliveryCount = Number(context.triggerMetadata?.['deliveryCount']) || 1
        await jobs.of(queue).handle(services, queue, body, deliveryCount)
      }),
  })
}

// One timer for all: each would keep instances of its own awake.
app.timer('sweeper', {
  schedule: '%SWEEP_SCHEDULE%',
  handler: (_, context) =>
    within(context, async () => {
      const { sweep } = await import('./jobs/sweeper.ts')
      await sweep((await start()).services)
    }),
})

app.hook.appTerminate(() => handOver())

async function take(
  request: HttpRequest,
  route: Pick<Incoming, 'name' | 'method'>,
  answer: (incoming: Incoming) => Promise<Reply>,
): Promise<HttpResponseInit> {
  const [{ receive }, { services, waitMs }] = await Promise.all([import('./http/receive.ts'), start()])
  return receive(services, request, { ...route, waitMs }, answer)
}

/** The adapters, and how often who calls; one of each for this process. */
function start() {
  running ??= (async () => {
    const { buildServices } = await import('./services.ts')
    const { createRateLimit } = await import('./http/rate-limit.ts')
    const services = buildServices(settings)
    return { services, waitMs: createRateLimit(services.machineClock, settings.rateLimitPerSecond) }
  })()
  return running
}
