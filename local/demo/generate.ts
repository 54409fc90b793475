import { createHash } from 'node:crypto'
import {
  type Organisations,
  personaOf,
  type SubscriptionSeed,
  type TenantSeed,
  type UserSeed,
} from '../system/organisation.ts'
import { guidOf } from './guids.ts'
import { accountOf, nameOf } from './names.ts'

const powerBiPro = 'CFQ7TTC0H9MP'
/** Free seats of the target beyond what the move needs. */
const spareSeats = 100
/** Where the members' numbers start; before it are the three people with a role. */
const firstMember = 1_000

/**
 * One more organisation: a global admin, a billing admin, a purchaser, and as many members as asked for, who all hold
 * what the purchaser bought; a central subscription has room for them. The last `both` of them hold that one too. The
 * same for the same seed, to the byte. Users and holders are made while they are read, so that a hundred thousand take no
 * memory.
 */
export function generateOrganisation({
  users,
  both = 0,
  seed,
}: {
  users: number
  both?: number
  seed: number | string
}): Organisations {
  const group = createHash('sha256').update(`organisation ${seed}`).digest('hex').slice(0, 8)
  const domain = `org-${group}.example`
  const tenant: TenantSeed = {
    id: guidOf(`${group}0001`, 1),
    displayName: `Organisation ${seed}`,
    domains: [domain],
    country: 'NL',
    tenantType: 'commercial',
    managed: true,
    cloud: 'worldwide',
    language: 'en',
    agreementId: `AGR-${group}`,
    allowAdHocSubscriptions: true,
    defaultForNewProducts: 'Enabled',
    ownRequestMessage: null,
  }
  const person = (number: number, displayName: string, account: string): UserSeed => ({
    tenantId: tenant.id,
    userId: guidOf(`${group}0002`, number),
    displayName,
    userPrincipalName: `${account}@${domain}`,
    mail: `${account}@${domain}`,
    userType: 'member',
    accountEnabled: true,
    onPremisesSyncEnabled: false,
    language: 'en',
  })
  const admin = person(1, 'Vera Zandstra', 'admin')
  const billing = person(2, 'Bert Okonjo', 'billing')
  const purchaser = person(3, 'Inge Hallström', 'purchaser')
  const member = (index: number) => {
    const name = nameOf(index)
    return person(firstMember + index, name, `${accountOf(name)}.${index + 1}`)
  }
  const membersFrom = (first: number) =>
    again(function* () {
      for (let index = first; index < users; index++) yield guidOf(`${group}0002`, firstMember + index)
    })
  const subscription = (
    number: number,
    differs: Pick<SubscriptionSeed, 'channel' | 'purchaserId' | 'totalLicenses' | 'holders' | 'holderCount'>,
  ): SubscriptionSeed => ({
    id: guidOf(`${group}0003`, number),
    tenantId: tenant.id,
    productId: powerBiPro,
    boughtDaysAgo: 100,
    controlledBy: null,
    ...differs,
  })
  return {
    tenants: [tenant],
    users: again(function* () {
      yield* [admin, billing, purchaser]
      for (let index = 0; index < users; index++) yield member(index)
    }),
    subscriptions: [
      subscription(1, {
        channel: 'selfService',
        purchaserId: purchaser.userId,
        totalLicenses: users,
        holderCount: users,
        holders: membersFrom(0),
      }),
      subscription(2, {
        channel: 'central',
        purchaserId: billing.userId,
        totalLicenses: both + users + spareSeats,
        holderCount: both,
        holders: membersFrom(users - both),
      }),
    ],
    personas: [
      personaOf(`admin-${seed}`, 'globalAdmin', admin),
      personaOf(`billing-${seed}`, 'billingAdmin', billing),
      personaOf(`purchaser-${seed}`, 'purchaser', purchaser),
    ],
  }
}

/** A generator runs out; this starts it anew for everybody who reads. */
function again<T>(make: () => Generator<T>): Iterable<T> {
  return { [Symbol.iterator]: make }
}
