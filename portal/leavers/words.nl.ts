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
  transferAll: {
    button: 'Alles van iemand overdragen',
    ofRow: (name: string) => `Alles van ${name} overdragen`,
    title: (name: string) => `Alles van ${name} overdragen`,
    of: 'Van',
    ofLeaver: (name: string, count: number, subscriptions: string) =>
      count === 1 ? `${name}: 1 abonnement` : `${name}: ${subscriptions} abonnementen`,
    to: 'Nieuwe eigenaar',
    what: (count: number, names: string) =>
      count === 1
        ? `Dit krijgt een andere eigenaar: ${names}.`
        : `Deze krijgen een andere eigenaar: ${names}.`,
    others: (count: string) => `nog ${count}`,
    pays: 'Die betaalt vanaf de volgende termijn, en krijgt een e-mail die om een kaart vraagt.',
    stays: 'Wie een licentie heeft, houdt die.',
    each: 'Elk abonnement heeft een eigen resultaat: een dat niet kan worden overgedragen, houdt geen ander op.',
    verb: (count: number, subscriptions: string) =>
      count === 1 ? '1 abonnement overdragen' : `${subscriptions} abonnementen overdragen`,
  },
  takeControl: 'Beheer van dit abonnement overnemen',
  open: 'Abonnement openen',
  name: (product: string, purchaser: string) => `${product} van ${purchaser}`,
} satisfies typeof en
