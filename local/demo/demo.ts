import {
  type Organisations,
  type PersonaRole,
  type PersonaSeed,
  personaOf,
  type UserSeed,
} from '../system/organisation.ts'
import {
  blaufels,
  blaufelsPeople,
  duinwater,
  duinwaterGuest,
  duinwaterPeople,
  fieldStaff,
  northline,
  northlinePeople,
  palmares,
  palmaresPeople,
  vendor,
  vendorPeople,
} from './demo-people.ts'
import { demoSubscriptions } from './demo-subscriptions.ts'

const everybody: readonly UserSeed[] = [
  ...duinwaterPeople,
  duinwaterGuest,
  ...blaufelsPeople,
  ...palmaresPeople,
  ...northlinePeople,
  ...vendorPeople,
]

/** What a first start shows: the same people, purchases and ids on every machine. */
export const demoOrganisations: Organisations = {
  tenants: [duinwater, blaufels, palmares, northline, vendor],
  users: [...everybody, ...fieldStaff],
  subscriptions: demoSubscriptions,
  personas: [
    persona('anna-admin', 'globalAdmin'),
    persona('bram-billing', 'billingAdmin'),
    persona('sanne-buys', 'purchaser'),
    persona('joris-buys', 'purchaser'),
    persona('emma-member', 'member'),
    persona('noor-reads', 'globalReader'),
    persona('lars-licenses', 'licenseAdmin'),
    persona('ursula-users', 'userAdmin'),
    persona('lucie-guest', 'guest'),
    persona('greta-admin', 'globalAdmin'),
    persona('bernd-billing', 'billingAdmin'),
    persona('petra-buys', 'purchaser'),
    persona('ayse-member', 'member', 'Ayşe'),
    persona('mateo-admin', 'globalAdmin'),
    persona('lina-unlisted', 'member'),
    persona('paul-partner', 'partner'),
    persona('sam-support', 'support'),
    persona('olga-operator', 'operator'),
  ],
}

/** The first name in a persona's id is that of one person in all organisations. */
function persona(id: string, role: PersonaRole, firstName = id.split('-')[0] ?? ''): PersonaSeed {
  const [user, ...others] = everybody.filter(({ displayName }) =>
    displayName.toLowerCase().startsWith(`${firstName.toLowerCase()} `),
  )
  if (!user || others.length > 0) throw new Error(`${firstName} must be one person.`)
  return personaOf(id, role, user)
}
