import type { SubscriptionSeed, TenantSeed, UserSeed } from '../system/organisation.ts'
import { blaufels, blaufelsPeople, duinwater, duinwaterPeople, fieldStaff } from './demo-people.ts'
import { guidOf } from './guids.ts'

const products = {
  powerBiPro: 'CFQ7TTC0H9MP',
  powerBiPremium: 'CFQ7TTC0H6RP',
  powerApps: 'CFQ7TTC0LH2H',
  powerAutomate: 'CFQ7TTC0LH3L',
  visioPlan1: 'CFQ7TTC0HD33',
  visioPlan2: 'CFQ7TTC0HD32',
  plannerPlan1: 'CFQ7TTC0HDB1',
  projectPlan3: 'CFQ7TTC0HDB0',
  teamsPremium: 'CFQ7TTC0RM8K',
  fabricFree: 'POWER_BI_STANDARD',
  powerAutomateFree: 'FLOW_FREE',
  powerAppsDeveloper: 'POWERAPPS_DEV',
  teamsExploratory: 'CFQ7TTC0J1FV',
} as const

type Row = readonly [
  channel: SubscriptionSeed['channel'],
  product: keyof typeof products,
  /** First name of whoever bought it. */
  purchaser: string,
  totalLicenses: number,
  /** First names of those who use it, or how many from the end of the list of people. */
  holders: readonly string[] | number,
  boughtDaysAgo: number,
  controlledBy?: string,
]

/**
 * At Duinwater two people bought Power BI Pro, one purchase is taken over already (Project), one has no purchaser any
 * more (Willem's Visio), and of the central subscriptions one is too full to move anybody to (Power BI Premium).
 */
const atDuinwater: readonly Row[] = [
  [
    'selfService',
    'powerBiPro',
    'Sanne',
    10,
    ['Sanne', 'Zoë', 'Daan', 'Ömer', 'Elif', 'Łukasz', 'Chloé'],
    212,
  ],
  ['selfService', 'powerBiPro', 'Joris', 5, ['Joris', 'Fatima', 'José', 'Sjoerd', 'Mehmet'], 96],
  ['selfService', 'powerAutomate', 'Thijs', 2, ['Thijs', 'Daan'], 40],
  ['selfService', 'powerApps', 'Sanne', 4, ['Sanne', 'Agnieszka', 'François'], 305],
  ['selfService', 'visioPlan2', 'Joris', 6, ['Joris', 'Jürgen', 'Käthe', 'Renée'], 180],
  ['selfService', 'visioPlan1', 'Willem', 5, ['Siobhán', 'Sjoerd', 'Zoë'], 20],
  ['selfService', 'projectPlan3', 'Sanne', 3, ['Sanne', 'Emma'], 250, 'Anna'],
  ['selfService', 'teamsPremium', 'Joris', 8, 6, 12],
  [
    'central',
    'powerBiPro',
    'Bram',
    50,
    ['Bram', 'Emma', 'Zoë', 'Käthe', 'Fatima', 'José', 'Renée', 'Mehmet'],
    330,
  ],
  ['central', 'powerBiPremium', 'Bram', 3, ['Bram', 'Jürgen'], 150],
  ['central', 'visioPlan2', 'Bram', 20, ['Lars', 'Ursula', 'Emma', 'Jürgen'], 290],
  ['central', 'projectPlan3', 'Bram', 10, ['Bram', 'Noor', 'Daan', 'Elif'], 270],
  ['central', 'teamsPremium', 'Bram', 30, 12, 9],
  ['trial', 'visioPlan1', 'Thijs', 1, ['Thijs'], 11],
  ['signUp', 'fabricFree', 'Emma', 1, ['Emma'], 140],
  ['signUp', 'powerAutomateFree', 'Sanne', 1, ['Sanne'], 88],
  ['signUp', 'powerAppsDeveloper', 'Thijs', 1, ['Thijs'], 61],
  ['signUp', 'teamsExploratory', 'Noor', 1, ['Noor'], 33],
]

const atBlaufels: readonly Row[] = [
  ['selfService', 'powerBiPro', 'Petra', 6, ['Petra', 'Max', 'Ayşe', 'Paweł', 'Élodie', 'John'], 120],
  ['selfService', 'powerApps', 'Max', 3, ['Max', 'Ayşe'], 75],
  ['selfService', 'plannerPlan1', 'Petra', 4, ['Petra', 'Paweł', 'John'], 18],
  ['central', 'powerBiPremium', 'Bernd', 30, ['Greta', 'Bernd', 'Max', 'Élodie'], 240],
  ['central', 'visioPlan2', 'Bernd', 15, ['Bernd'], 200],
  ['trial', 'visioPlan1', 'Élodie', 1, ['Élodie'], 5],
  ['signUp', 'fabricFree', 'John', 1, ['John'], 66],
]

/** The job of the demo: a thousand people on a subscription that one of them bought, and room for them centrally. */
const bigMove: readonly SubscriptionSeed[] = [
  {
    ...seedOf(duinwater, 'c1f', duinwaterPeople, 1, ['selfService', 'powerApps', 'Joris', 1_000, [], 160]),
    holders: fieldStaff.map((user) => user.userId),
    holderCount: fieldStaff.length,
  },
  seedOf(duinwater, 'c1f', duinwaterPeople, 2, ['central', 'powerApps', 'Bram', 1_200, [], 30]),
]

export const demoSubscriptions: readonly SubscriptionSeed[] = [
  ...atDuinwater.map((row, index) => seedOf(duinwater, 'c1', duinwaterPeople, index + 1, row)),
  ...atBlaufels.map((row, index) => seedOf(blaufels, 'c2', blaufelsPeople, index + 1, row)),
  ...bigMove,
]

function seedOf(
  tenant: TenantSeed,
  group: string,
  people: readonly UserSeed[],
  number: number,
  [channel, product, purchaser, totalLicenses, who, boughtDaysAgo, controlledBy]: Row,
): SubscriptionSeed {
  const idOf = (firstName: string) => {
    const found = people.find((person) => person.displayName.startsWith(`${firstName} `))
    if (!found) throw new Error(`Nobody at ${tenant.displayName} is called ${firstName}.`)
    return found.userId
  }
  const holders = typeof who === 'number' ? people.slice(-who).map((user) => user.userId) : who.map(idOf)
  return {
    id: guidOf(group, number),
    tenantId: tenant.id,
    channel,
    productId: products[product],
    purchaserId: idOf(purchaser),
    totalLicenses,
    boughtDaysAgo,
    controlledBy: controlledBy ? idOf(controlledBy) : null,
    holders,
    holderCount: holders.length,
  }
}
