import type { TenantSeed, UserSeed } from '../system/organisation.ts'
import { guidOf } from './guids.ts'
import { accountOf, nameOf } from './names.ts'

/** Two organisations that buy, one that cannot (its country is not on the list), a partner, and the vendor. */
const organisation = (
  number: number,
  differs: Pick<TenantSeed, 'displayName' | 'country'> & { domain: string } & Partial<TenantSeed>,
) => {
  const { domain, ...rest } = differs
  const seed: TenantSeed = {
    id: guidOf('0a000000', number),
    domains: [domain],
    tenantType: 'commercial',
    managed: true,
    cloud: 'worldwide',
    language: 'en',
    agreementId: `AGR-2026-000${number}`,
    allowAdHocSubscriptions: true,
    defaultForNewProducts: 'Enabled',
    ownRequestMessage: null,
    ...rest,
  }
  return seed
}

export const duinwater = organisation(1, {
  displayName: 'Duinwater Techniek B.V.',
  domain: 'duinwater.example',
  country: 'NL',
  language: 'nl',
})
export const blaufels = organisation(2, {
  displayName: 'Blaufels Maschinenbau GmbH',
  domain: 'blaufels.example',
  country: 'DE',
})
export const palmares = organisation(3, {
  displayName: 'Palmares Textil',
  domain: 'palmares.example',
  country: 'CU',
})
export const northline = organisation(4, {
  displayName: 'Northline Partners Inc.',
  domain: 'northline.example',
  country: 'US',
})
export const vendor = organisation(5, {
  displayName: 'Seatwarden Operations',
  domain: 'seatwarden.example',
  country: 'US',
})

export const duinwaterPeople = people(duinwater, 'd1', [
  'Anna van der Meer',
  'Bram Kuipers',
  'Sanne de Vries',
  'Joris Haverkamp',
  'Noor El Amrani',
  'Lars Østergård',
  'Ursula Brückner',
  'Emma Visser',
  'Thijs Bakker',
  'Willem Achterberg',
  'Zoë Mulder',
  'Daan Smit',
  'Ömer Şahin',
  'Elif Yıldız',
  'Łukasz Wójcik',
  'Agnieszka Dąbrowska',
  'Chloé Lefèvre',
  'François Béranger',
  'Jürgen Groß',
  'Käthe Weiß',
  'Fatima Haddad',
  "Siobhán O'Connor",
  'José Núñez',
  "Renée 't Hart",
  'Sjoerd IJsbrandy',
  'Mehmet Çağlar',
]).map((person, index) => ({
  ...person,
  // Willem has left: what they bought is an orphan.
  accountEnabled: person.displayName !== 'Willem Achterberg',
  // The older half came with the directory of the office.
  onPremisesSyncEnabled: index < 13,
  language: ['Lars', 'Ursula', 'Siobhán'].some((name) => person.displayName.startsWith(name))
    ? ('en' as const)
    : person.language,
}))

export const duinwaterGuest: UserSeed = {
  ...onePerson(duinwater, 'd1', 'Lucie Moreau', 900),
  userPrincipalName: 'lucie.moreau_atelier.example#EXT#@duinwater.example',
  mail: 'lucie.moreau@atelier.example',
  userType: 'guest',
  language: 'en',
}

export const blaufelsPeople = people(blaufels, 'd2', [
  'Greta Schönfeld',
  'Bernd Köhler',
  'Petra Krüger',
  'Max Lindner',
  'Ayşe Demir',
  'Paweł Zieliński',
  'Élodie Rousseau',
  'John Whitaker',
])
export const palmaresPeople = people(palmares, 'd3', ['Mateo Rodríguez', 'Lina Herrera', 'Yoel Peña'])
export const northlinePeople = people(northline, 'd4', ['Paul Nakamura', 'Grace Okafor'])
export const vendorPeople = people(vendor, 'd5', ['Sam Castellanos', 'Olga Petrova'])

/** The thousand at Duinwater whom the demo moves. */
export const fieldStaff: readonly UserSeed[] = Array.from({ length: 1_000 }, (_, index) => ({
  ...onePerson(duinwater, 'd1f', nameOf(index), index + 1),
  userPrincipalName: `${accountOf(nameOf(index))}@veld.duinwater.example`,
  mail: `${accountOf(nameOf(index))}@veld.duinwater.example`,
}))

function people(tenant: TenantSeed, group: string, names: readonly string[]): readonly UserSeed[] {
  return names.map((name, index) => onePerson(tenant, group, name, index + 1))
}

function onePerson(tenant: TenantSeed, group: string, displayName: string, number: number): UserSeed {
  const address = `${accountOf(displayName)}@${tenant.domains[0]}`
  return {
    tenantId: tenant.id,
    userId: guidOf(group, number),
    displayName,
    userPrincipalName: address,
    mail: address,
    userType: 'member',
    accountEnabled: true,
    onPremisesSyncEnabled: false,
    language: tenant.language,
  }
}
