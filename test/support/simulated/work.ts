import type { Services } from '#functions/jobs/job.ts'
import { takeMessage } from '#functions/jobs/take-message.ts'
import type { simulatedApp } from './app.ts'

type App = Pick<ReturnType<typeof simulatedApp>, 'messages'> & { readonly services: Services }

/** Lets the workers take every message that can be taken now, those that come of it included. */
export async function workAll({ messages, services }: App): Promise<void> {
  for (let worked = true; worked; ) {
    worked = false
    for (const queue of services.jobs.queues) {
      const delivery = messages.takeNext(queue)
      if (!delivery) continue
      worked = true
      const { message, deliveryCount } = delivery
      const arrived = { body: message.body, deliveryCount, hostTrace: undefined, sentTrace: undefined }
      try {
        await takeMessage(services, queue, arrived)
        messages.complete(delivery)
      } catch {
        messages.abandon(delivery)
      }
    }
  }
}
