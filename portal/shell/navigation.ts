import type { May, RoleName } from '../sign-in/may.ts'
import type { en } from './words.en.ts'

export interface NavigationItem {
  readonly page: keyof (typeof en)['pages']
  readonly to: string
  /** Where one is then, too: what its list opens has an address of its own. */
  readonly also?: string
  readonly group: keyof (typeof en)['groups']
  /** Whom navigation shows it. */
  readonly mayOpen: (may: May) => boolean
  /** One of them it takes, where it is a matter of roles: whoever opens it by its address without one is told. */
  readonly roles?: readonly RoleName[]
}

const readers = ['globalAdmin', 'billingAdmin', 'globalReader'] as const satisfies readonly RoleName[]
const lookers = [...readers, 'licenseAdmin', 'userAdmin'] as const satisfies readonly RoleName[]
const operators = ['operatorReads', 'operatorManages'] as const satisfies readonly RoleName[]

/** Everything that navigation may show, in its order; somebody sees what they may open, of all their roles together. */
export const navigation: readonly NavigationItem[] = [
  { page: 'home', to: '/', group: 'home', mayOpen: () => true },
  { page: 'shop', to: '/shop', group: 'mine', mayOpen: (may) => may.buy },
  { page: 'mine', to: '/mine', group: 'mine', mayOpen: (may) => may.seePurchases },
  { page: 'billing', to: '/billing', group: 'mine', mayOpen: (may) => may.seePurchases || may.readAll },
  { page: 'requests', to: '/my-requests', group: 'mine', mayOpen: (may) => may.buy },
  { page: 'support', to: '/support', group: 'mine', mayOpen: (may) => may.seePurchases || may.readAll },
  {
    page: 'products',
    to: '/products',
    also: '/subscriptions',
    group: 'administer',
    mayOpen: (may) => may.readAll,
    roles: lookers,
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
    mayOpen: (may) => may.readAll,
    // No roles: everybody follows those of their own.
  },
  { page: 'policies', to: '/policies', group: 'administer', mayOpen: (may) => may.readAll, roles: readers },
  {
    page: 'licenseRequests',
    to: '/requests',
    group: 'administer',
    mayOpen: (may) => may.readAll || may.lookAfterLicenses,
    roles: lookers,
  },
  { page: 'leavers', to: '/leavers', group: 'administer', mayOpen: (may) => may.readAll, roles: readers },
  { page: 'spend', to: '/spend', group: 'administer', mayOpen: (may) => may.readAll, roles: readers },
  { page: 'audit', to: '/audit', group: 'administer', mayOpen: (may) => may.readAll, roles: readers },
  {
    page: 'organization',
    to: '/organization',
    group: 'organization',
    mayOpen: (may) => may.readAll,
    roles: readers,
  },
  { page: 'customers', to: '/customers', group: 'partner', mayOpen: (may) => may.workForCustomers },
  {
    page: 'operatorOperations',
    to: '/operator/operations',
    group: 'operate',
    mayOpen: (may) => may.operate,
    roles: operators,
  },
  {
    page: 'queues',
    to: '/operator/queues',
    group: 'operate',
    mayOpen: (may) => may.operate,
    roles: operators,
  },
  {
    page: 'deadLetters',
    to: '/operator/dead-letters',
    group: 'operate',
    mayOpen: (may) => may.operate,
    roles: operators,
  },
  { page: 'mail', to: '/operator/mail', group: 'operate', mayOpen: (may) => may.operate, roles: operators },
  {
    page: 'workItems',
    to: '/operator/work-items',
    group: 'operate',
    mayOpen: (may) => may.operate,
    roles: operators,
  },
  {
    page: 'refunds',
    to: '/operator/refunds',
    group: 'operate',
    mayOpen: (may) => may.operate,
    roles: operators,
  },
  {
    page: 'tenants',
    to: '/operator/tenants',
    group: 'operate',
    mayOpen: (may) => may.operate,
    roles: operators,
  },
  {
    page: 'supportCases',
    to: '/operator/support-cases',
    group: 'operate',
    mayOpen: (may) => may.support,
    roles: ['support'],
  },
]

/** The page of navigation that an address belongs to: the list of a detail, too. */
export function pageOf(path: string): NavigationItem | undefined {
  return navigation.find(({ to }) => (to === '/' ? path === to : path === to || path.startsWith(`${to}/`)))
}
