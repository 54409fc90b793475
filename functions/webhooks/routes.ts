import { routesOf } from '../http/route-table.ts'

const webhook = '/tenants/{t}/webhooks/{id}'
const delivery = `${webhook}/deliveries/{deliveryId}`

export const webhooksRoutes = routesOf('webhooks', {
  list: ['GET', '/tenants/{t}/webhooks', () => import('./list.ts')],
  create: ['POST', '/tenants/{t}/webhooks', () => import('./create.ts')],
  'deliveries-list': ['GET', `${webhook}/deliveries`, () => import('./deliveries-list.ts')],
  'deliveries-get': ['GET', delivery, () => import('./deliveries-get.ts')],
  'deliveries-resend': ['POST', `${delivery}/resend`, () => import('./deliveries-resend.ts')],
  'deliveries-drop': ['POST', `${delivery}/drop`, () => import('./deliveries-drop.ts')],
  'resend-parked': ['POST', `${webhook}/resendParked`, () => import('./resend-parked.ts')],
  'send-test': ['POST', `${webhook}/sendTest`, () => import('./send-test.ts')],
  'rotate-secret': ['POST', `${webhook}/rotateSecret`, () => import('./rotate-secret.ts')],
  get: ['GET', webhook, () => import('./get.ts')],
  update: ['PATCH', webhook, () => import('./update.ts')],
  delete: ['DELETE', webhook, () => import('./delete.ts')],
})
