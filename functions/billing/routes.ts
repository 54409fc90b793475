import { routesOf } from '../http/route-table.ts'

const cards = '/tenants/{t}/paymentMethods'
const profiles = '/tenants/{t}/billingProfiles'
const invoices = '/tenants/{t}/invoices'
const spend = '/tenants/{t}/spend'

export const billingRoutes = routesOf('billing', {
  'payment-methods-list': ['GET', cards, () => import('./payment-methods-list.ts')],
  'payment-methods-create': ['POST', cards, () => import('./payment-methods-create.ts')],
  'payment-methods-get': ['GET', `${cards}/{id}`, () => import('./payment-methods-get.ts')],
  'payment-methods-update': ['PATCH', `${cards}/{id}`, () => import('./payment-methods-update.ts')],
  'profiles-list': ['GET', profiles, () => import('./profiles-list.ts')],
  'profiles-get': ['GET', `${profiles}/{id}`, () => import('./profiles-get.ts')],
  'profiles-update': ['PATCH', `${profiles}/{id}`, () => import('./profiles-update.ts')],
  'profiles-card-update': [
    'PATCH',
    `${profiles}/{id}/paymentMethod`,
    () => import('./profiles-card-update.ts'),
  ],
  'profiles-card-replace': [
    'PUT',
    `${profiles}/{id}/paymentMethod`,
    () => import('./profiles-card-replace.ts'),
  ],
  'invoices-list': ['GET', invoices, () => import('./invoices-list.ts')],
  'invoices-get': ['GET', `${invoices}/{id}`, () => import('./invoices-get.ts')],
  'invoices-document': ['GET', `${invoices}/{id}/document`, () => import('./invoices-document.ts')],
  'spend-list': ['GET', spend, () => import('./spend-list.ts')],
  'savings-list': ['GET', `${spend}/savings`, () => import('./savings-list.ts')],
})
