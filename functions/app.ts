import { app, type HttpRequest, type HttpResponseInit } from '@azure/functions'
import { settings } from '#infra/settings.ts'
import type { Method } from './http/context.ts'
import { methods } from './http/context.ts'
import { createRateLimit } from './http/rate-limit.ts'
import type { RouteEntry } from './http/route-table.ts'
import { jobs } from './jobs.ts'
import { routes } from './routes.ts'
import { buildServices } from './services.ts'

/** The function app: everything is registered here, and loaded with its first call. */
const config = settings()
const services = buildServices(config)
const waitMs = createRateLimit(services.clock, services.settings.rateLimitPerSecond)

for (const { name, method, path, load } of routes) {
  app.http(name, {
    methods: [method],
    authLevel: 'anonymous',
    route: path.slice(1),
    handler: async (request) => {
      const route = await load()
      return take(request, name, method, (incoming) => route.answer(incoming))
    },
  })
}

app.http('zz-unknown', {
  methods: [...methods],
  authLevel: 'anonymous',
  route: '{*path}',
  handler: async (request) => {
    const { answerUnknown } = await import('./http/unknown.ts')
    return take(request, 'zz-unknown', 'GET', async () => answerUnknown(routes, request))
  },
})

for (const queue of jobs.queues) {
  app.serviceBusQueue(queue, {
    connection: 'SERVICE_BUS_CONNECTION',
    queueName: queue,
    handler: (body, context) =>
      jobs.of(queue).handle(services, queue, body, Number(context.triggerMetadata?.['deliveryCount'] ?? 1)),
  })
}

app.timer('sweeper', {
  schedule: '%SWEEP_SCHEDULE%',
  handler: async () => (await import('./jobs/sweeper.ts')).sweep(services),
})
app.timer('settle-purchases', {
  schedule: '%SWEEP_SCHEDULE%',
  handler: async () => (await import('./purchasing/settle-purchases.ts')).settlePurchases(services),
})

async function take(
  request: HttpRequest,
  name: RouteEntry['name'],
  method: Method,
  answer: Parameters<typeof import('./http/receive.ts').receive>[3],
): Promise<HttpResponseInit> {
  const { receive } = await import('./http/receive.ts')
  return receive(services, request, { name, method, waitMs }, answer)
}
