import type { en } from './words.en.ts'

export const nl = {
  title: 'Uw producten',
  caption: 'Abonnementen van uw organisatie',
  empty: 'Er is nog niets gekocht. Wat mensen kopen, en wat u centraal koopt, verschijnt hier.',
  columns: {
    product: 'Product',
    purchaser: 'Koper',
    channel: 'Kanaal',
    status: 'Status van het abonnement',
    assigned: 'Toegewezen',
    total: 'Totaal',
    available: 'Beschikbaar',
    price: 'Prijs per licentie en termijn',
    expires: 'Verloopt',
  },
  filters: { channel: 'Kanaal', status: 'Status' },
  channels: {
    selfService: 'Selfservice',
    central: 'Centraal',
    signUp: 'Gratis',
    trial: 'Proefversie',
    all: 'Alle',
  },
  statuses: { Active: 'Actief', Expired: 'Verlopen', Disabled: 'Uitgeschakeld', Deleted: 'Verwijderd' },
  underControl: (by: string) => `Onder beheer van ${by}`,
  open: 'Openen',
  details: 'Abonnement',
  closePane: 'Sluiten',
} satisfies typeof en
