import { expect, test } from 'vitest'
import { mayOf, type RoleName } from '../sign-in/may.ts'
import type { Customer, Me } from '../sign-in/session.tsx'
import { navigation, pageOf } from './navigation.ts'

const organization = {
  id: 'a',
  displayName: 'Contoso',
  country: 'NL',
  cloud: 'worldwide',
  language: 'nl',
} as const
const customer: Customer = { tenantId: 'b', displayName: 'Fabrikam', roles: ['billingAdmin'], expires: '' }
/** Who runs Seatwarden is of no organisation that uses it. */
const ofNone = { organization: undefined } as unknown as Partial<Me>

function seenBy(
  roles: readonly RoleName[],
  others: Partial<Me> = {},
  working?: { roles: readonly string[] },
) {
  const me = {
    id: 'p',
    displayName: 'P',
    hasPurchases: false,
    organization,
    roles: [...roles],
    ...others,
  } as Me
  const may = mayOf(me, working)
  return navigation.filter(({ mayOpen }) => mayOpen(may)).map(({ page }) => page)
}

const employee = ['home', 'shop', 'requests']
const admins = [
  ...['billing', 'support', 'products', 'licenses', 'operations', 'policies', 'licenseRequests'],
  ...['leavers', 'spend', 'audit', 'organization'],
]
const operator = ['operatorOperations', 'queues', 'deadLetters', 'mail', 'workItems', 'refunds', 'tenants']

test.each<[string, readonly RoleName[], Partial<Me>, readonly string[]]>([
  ['an employee', ['member'], {}, employee],
  [
    'a purchaser',
    ['member'],
    { hasPurchases: true },
    [...employee, 'mine', 'billing', 'support', 'licenses'],
  ],
  ['a Global Administrator', ['member', 'globalAdmin'], {}, [...employee, ...admins]],
  ['a Billing Administrator', ['member', 'billingAdmin'], {}, [...employee, ...admins]],
  ['a Global Reader', ['member', 'globalReader'], {}, [...employee, ...admins]],
  ['a License Administrator', ['member', 'licenseAdmin'], {}, [...employee, 'licenses', 'licenseRequests']],
  ['a User Administrator', ['member', 'userAdmin'], {}, [...employee, 'licenses', 'licenseRequests']],
  ['a guest', ['guest'], {}, ['home']],
  [
    'a guest who had bought something before',
    ['guest'],
    { hasPurchases: true },
    ['home', 'mine', 'billing', 'support', 'licenses'],
  ],
  ['a partner', ['member', 'partner'], { customers: [customer] }, [...employee, 'customers']],
  ['an operator', ['operatorManages'], ofNone, ['home', ...operator]],
  ['an operator who reads', ['operatorReads'], ofNone, ['home', ...operator]],
  ['support', ['support'], ofNone, ['home', 'supportCases']],
  [
    'somebody of several roles',
    ['member', 'licenseAdmin', 'globalReader', 'support'],
    { hasPurchases: true, customers: [customer] },
    [...employee, 'mine', ...admins, 'customers', 'supportCases'],
  ],
])('%s sees exactly what they may open', (_, roles, others, pages) => {
  expect(seenBy(roles, others).toSorted()).toEqual([...pages].toSorted())
})

test('a partner at work for a customer sees that customer’s pages, and nothing of their own', () => {
  const roles = ['member', 'partner', 'globalAdmin'] as const
  const pages = seenBy(roles, { hasPurchases: true, customers: [customer] }, customer)
  expect(pages.toSorted()).toEqual(['home', ...admins].toSorted())
  expect(seenBy(roles, {}, { roles: ['globalReader'] }).toSorted()).toEqual(['home', ...admins].toSorted())
})

test('what one may do stays with what one is', () => {
  const me = (roles: readonly RoleName[]) =>
    ({ id: 'p', displayName: 'P', hasPurchases: false, organization, roles: [...roles] }) as Me
  expect(mayOf(me(['member', 'globalReader']), undefined)).toMatchObject({ administer: false, readAll: true })
  expect(mayOf(me(['member', 'billingAdmin']), undefined)).toMatchObject({
    administer: true,
    changeOrganization: false,
    delegate: true,
  })
  // A partner hands nothing on, and decides nothing for the whole organisation.
  expect(mayOf(me(['member']), { roles: ['globalAdmin'] })).toMatchObject({
    administer: true,
    changeOrganization: false,
    delegate: false,
    buy: false,
  })
  expect(mayOf(me(['operatorReads']), undefined)).toMatchObject({ operate: true, manageOperations: false })
})

test('a detail belongs to the page of its list, and an address that only looks alike does not', () => {
  expect(pageOf('/licenses/CFQ7TTC0KP0N')?.page).toBe('licenses')
  expect(pageOf('/')?.page).toBe('home')
  expect(pageOf('/licensesx')).toBeUndefined()
  expect(pageOf('/subscriptions/1')).toBeUndefined()
})

test('each page says which roles would do, and whoever navigation shows it has one of them', () => {
  for (const { page, roles, mayOpen } of navigation) {
    if (!roles) continue
    for (const role of roles)
      if (mayOpen(mayOf({ roles: [role] } as unknown as Me, undefined))) expect(roles).toContain(role)
    expect(mayOpen(mayOf({ roles: ['member'], organization } as unknown as Me, undefined)), page).toBe(false)
  }
  // Whoever cancels what they bought follows that operation; the API decides whose it is.
  expect(pageOf('/operations/1')?.roles).toBeUndefined()
})
