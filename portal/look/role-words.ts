import type { Schemas } from '../api/client.ts'
import { wordsOf } from './words.ts'

type Role = Schemas['Me']['roles'][number]

/** What roles are called, wherever they are named. */
export const useRoleWords = wordsOf<Readonly<Record<Role, string>>>({
  en: async () => ({
    member: 'Member of the organisation',
    guest: 'Guest',
    partner: 'Partner',
    globalAdmin: 'Global Administrator',
    billingAdmin: 'Billing Administrator',
    globalReader: 'Global Reader',
    licenseAdmin: 'License Administrator',
    userAdmin: 'User Administrator',
    support: 'Customer support',
    operatorReads: 'Operator, to read',
    operatorManages: 'Operator',
  }),
  nl: async () => ({
    member: 'Lid van de organisatie',
    guest: 'Gast',
    partner: 'Partner',
    globalAdmin: 'Globale beheerder',
    billingAdmin: 'Factureringsbeheerder',
    globalReader: 'Globale lezer',
    licenseAdmin: 'Licentiebeheerder',
    userAdmin: 'Gebruikersbeheerder',
    support: 'Klantondersteuning',
    operatorReads: 'Operator, alleen lezen',
    operatorManages: 'Operator',
  }),
})
