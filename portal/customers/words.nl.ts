import type { en } from './words.en.ts'

export const nl = {
  title: 'Klanten',
  caption: 'Organisaties waarin u mag handelen',
  empty:
    'Geen organisatie laat u voor haar handelen. Een van haar beheerders geeft een delegatie aan uw organisatie.',
  columns: { name: 'Klant', roles: 'Als', expires: 'Tot' },
  open: (name: string) => `Handelen voor ${name}`,
  soon: 'Eindigt binnen 30 dagen',
} satisfies typeof en
