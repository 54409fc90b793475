import { app } from '@azure/functions'
import { settings } from '#infra/settings.ts'
import { createRateLimit } from './rate-limit.ts'
import { receive } from './receive.ts'
import { doors } from './routes.ts'
import { settlePurchases } from './timers/settle-purchases.ts'
import { sweep } from './timers/sweeper.ts'
import { cancelWithEmail } from './workers/cancel-with-email.ts'
import { exportUsers } from './workers/export-users.ts'
import { moveUsers } from './workers/move-users.ts'
import { sendEmail } from './workers/send-email.ts'
import { buildWorld } from './world.ts'

/** The function app: every door, worker and timer, registered with one world. */
const config = settings()
const world = buildWorld(config)
const waitMs = createRateLimit(world.clock, world.settings.rateLimitPerSecond)

for (const door of doors) {
  app.http(door.name, {
    methods: [door.method],
    authLevel: 'anonymous',
    route: door.route.slice(1),
    handler: (request) => receive(world, door, request, waitMs),
  })
}

for (const worker of [moveUsers, cancelWithEmail, sendEmail, exportUsers]) {
  app.serviceBusQueue(worker.queue, {
    connection: 'SERVICE_BUS_CONNECTION',
    queueName: worker.queue,
    handler: (body, context) =>
      worker.handle(world, body, Number(context.triggerMetadata?.['deliveryCount'] ?? 1)),
  })
}

app.timer('sweeper', { schedule: '%SWEEP_SCHEDULE%', handler: () => sweep(world) })
app.timer('settle-purchases', { schedule: '%SWEEP_SCHEDULE%', handler: () => settlePurchases(world) })
