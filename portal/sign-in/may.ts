import type { Schemas } from '../api/client.ts'

type Me = Schemas['Me']

export type RoleName = Me['roles'][number]

/**
 * What navigation shows, out of the roles that the API tells. Whether something may be *done* is never asked here:
 * each resource says so itself, in its `actions`.
 */
export interface May {
  /** Global or Billing Administrators, and partners in their place. */
  readonly administer: boolean
  readonly readAll: boolean
  readonly lookAfterLicenses: boolean
  /** Only those of the organisation itself. */
  readonly changeOrganization: boolean
  readonly delegate: boolean
  readonly buy: boolean
  readonly seePurchases: boolean
  readonly workForCustomers: boolean
  readonly support: boolean
  readonly operate: boolean
  readonly manageOperations: boolean
}

export function mayOf(me: Me, customer: { readonly roles: readonly string[] } | undefined): May {
  const roles = new Set<string>(customer ? customer.roles : me.roles)
  const any = (...wanted: readonly string[]) => wanted.some((role) => roles.has(role))
  const administer = any('globalAdmin', 'billingAdmin')
  const own = !customer
  return {
    administer,
    readAll: administer || any('globalReader'),
    lookAfterLicenses: any('licenseAdmin', 'userAdmin'),
    changeOrganization: own && any('globalAdmin'),
    delegate: own && administer,
    buy: own && any('member') && !any('guest') && me.organization !== undefined,
    seePurchases: own && me.hasPurchases,
    workForCustomers: own && (me.customers?.length ?? 0) > 0,
    support: own && any('support'),
    operate: own && any('operatorReads', 'operatorManages'),
    manageOperations: own && any('operatorManages'),
  }
}
