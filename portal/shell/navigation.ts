import type { May } from '../sign-in/may.ts'
import type { en } from './words.en.ts'

export interface NavigationItem {
  readonly page: keyof (typeof en)['pages']
  readonly to: string
  readonly group: keyof (typeof en)['groups']
  readonly mayOpen: (may: May) => boolean
}

/** Everything that navigation may show, in its order; somebody sees what they may open, of all their roles together. */
export const navigation: readonly NavigationItem[] = [
  { page: 'home', to: '/', group: 'home', mayOpen: () => true },
  { page: 'shop', to: '/shop', group: 'mine', mayOpen: (may) => may.buy },
  { page: 'mine', to: '/mine', group: 'mine', mayOpen: (may) => may.seePurchases },
  { page: 'billing', to: '/billing', group: 'mine', mayOpen: (may) => may.seePurchases || may.administer },
  { page: 'requests', to: '/my-requests', group: 'mine', mayOpen: (may) => may.buy },
  { page: 'support', to: '/support', group: 'mine', mayOpen: (may) => may.seePurchases || may.administer },
  {
    page: 'products',
    to: '/products',
    group: 'administer',
    mayOpen: (may) => may.readAll || may.lookAfterLicenses,
  },
  {
    page: 'licenses',
    to: '/licenses',
    group: 'administer',
    mayOpen: (may) => may.readAll || may.lookAfterLicenses || may.seePurchases,
  },
  {
    page: 'operations',
    to: '/operations',
    group: 'administer',
    mayOpen: (may) => may.readAll || may.lookAfterLicenses,
  },
  { page: 'policies', to: '/policies', group: 'administer', mayOpen: (may) => may.readAll },
  {
    page: 'licenseRequests',
    to: '/requests',
    group: 'administer',
    mayOpen: (may) => may.readAll || may.lookAfterLicenses,
  },
  { page: 'leavers', to: '/leavers', group: 'administer', mayOpen: (may) => may.readAll },
  { page: 'spend', to: '/spend', group: 'administer', mayOpen: (may) => may.readAll },
  { page: 'audit', to: '/audit', group: 'administer', mayOpen: (may) => may.readAll },
  { page: 'organization', to: '/organization', group: 'organization', mayOpen: (may) => may.readAll },
  { page: 'customers', to: '/customers', group: 'partner', mayOpen: (may) => may.workForCustomers },
  { page: 'operatorOperations', to: '/operator/operations', group: 'operate', mayOpen: (may) => may.operate },
  { page: 'queues', to: '/operator/queues', group: 'operate', mayOpen: (may) => may.operate },
  { page: 'deadLetters', to: '/operator/dead-letters', group: 'operate', mayOpen: (may) => may.operate },
  { page: 'mail', to: '/operator/mail', group: 'operate', mayOpen: (may) => may.operate },
  { page: 'workItems', to: '/operator/work-items', group: 'operate', mayOpen: (may) => may.operate },
  { page: 'refunds', to: '/operator/refunds', group: 'operate', mayOpen: (may) => may.operate },
  { page: 'tenants', to: '/operator/tenants', group: 'operate', mayOpen: (may) => may.operate },
  { page: 'supportCases', to: '/operator/support-cases', group: 'operate', mayOpen: (may) => may.support },
]
