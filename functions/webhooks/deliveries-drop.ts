import * as z from 'zod'
import { dropping } from '#core/webhooks/outcome.ts'
import { admins } from '../http/caller.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { decideByHand } from './by-hand.ts'
import { deliveryIdShape } from './find-delivery.ts'
import { deliveryShape } from './view.ts'

export const route = tenantRoute({
  summary: 'Gives a parked event up for good; those after it come to their turn.',
  tag: 'Organisation',
  who: admins,
  params: z.object({ t: guid, id: guid, deliveryId: deliveryIdShape }),
  query: nothing,
  body: nothing,
  answers: { 200: { description: 'The event as it is now', body: deliveryShape } },
  refusals: ['NotFound', 'DeliveryNotParked'],
  handle: (context) =>
    decideByHand(context, {
      action: 'webhook.eventDropped',
      writes: dropping,
      after: (now) => ({ state: 'dropped', endedAt: now }),
    }),
})
