import type { en } from './words.en.ts'

export const nl = {
  title: 'Vertrokken personen',
  about:
    'Wat iemand kocht die inmiddels weg is. Licenties werken en termijnen worden verlengd totdat u het abonnement aan iemand anders geeft, het beheer overneemt of het laat opzeggen.',
  caption: 'Abonnementen waarvan de koper weg is',
  empty: 'Iedereen die iets kocht is er nog.',
  columns: {
    product: 'Product',
    purchaser: 'Koper',
    since: 'Weg sinds',
    users: 'Gebruikers die ermee werken',
    charge: 'Volgende betaling',
    chargedOn: 'Betaaldatum',
    status: 'Status van het abonnement',
  },
  statuses: { Active: 'Actief', Expired: 'Verlopen', Disabled: 'Uitgeschakeld', Deleted: 'Verwijderd' },
  notCharged: 'Niets',
  transfer: 'Eigendom overdragen',
  takeControl: 'Beheer van dit abonnement overnemen',
  open: 'Abonnement openen',
  name: (product: string, purchaser: string) => `${product} van ${purchaser}`,
} satisfies typeof en
