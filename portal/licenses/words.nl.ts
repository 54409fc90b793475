import type { en } from './words.en.ts'

export const nl = {
  title: 'Licenties',
  caption: 'Licenties per product',
  empty: 'Er zijn geen licenties die u beheert. Ze verschijnen hier zodra er iets is gekocht.',
  columns: {
    product: 'Product',
    available: 'Beschikbaar aantal',
    assigned: 'Toegewezen',
    free: 'Niet toegewezen',
    subscriptions: 'Aankopen',
  },
  channel: 'Kanaal',
  channels: { selfService: 'Selfservice', central: 'Centraal', signUp: 'Gratis', trial: 'Proefversie' },
  statuses: { Active: 'Actief', Expired: 'Verlopen', Disabled: 'Uitgeschakeld', Deleted: 'Verwijderd' },
  toLicenses: 'Alle licenties',
  users: 'Gebruikers',
  usersAbout: 'Wie een licentie heeft, per koper.',
  usersOf: (purchaser: string) => `Gebruikers van wat ${purchaser} kocht`,
  boughtBy: (purchaser: string) => `Gekocht door ${purchaser}`,
  held: (assigned: string, total: string) => `${assigned} van ${total} toegewezen`,
  bought: (day: string) => `gekocht ${day}`,
  underControl: (name: string) => `onder beheer van ${name}`,
  takeControlFirst: 'U kunt toewijzen en intrekken zodra u het beheer hebt overgenomen.',
  openSubscription: 'Abonnement openen',
  showMore: (shown: string, of: string) => `Meer tonen: ${shown} van ${of} tot nu toe`,
  nobody: 'Niemand heeft hier een licentie van.',
  selectPurchase: (purchaser: string) => `Selecteren wat ${purchaser} kocht`,
  name: 'Naam',
  userName: 'Gebruikersnaam',
  since: 'Toegewezen op',
  exportUsers: (count: number) =>
    count === 0 ? 'Gebruikers exporteren' : `Gebruikers van ${count} exporteren`,
  exportHint: 'Selecteer de aankopen waarvan u de gebruikers wilt.',
  changeLicenses: 'Aantal licenties wijzigen',
  assign: 'Toewijzen',
  unassign: (count: number) => (count === 0 ? 'Licenties intrekken' : `Licenties van ${count} intrekken`),
  unassignMany: (max: number) => `Hoogstens ${max} personen tegelijk.`,
  unassignTitle: (product: string) => `Licenties van ${product} intrekken`,
  unassignWho: (names: string, count: number) =>
    `${names} ${count === 1 ? 'kan' : 'kunnen'} het niet meer gebruiken.`,
  unassignMore: (names: string, more: number) =>
    `${names} en ${more} anderen kunnen het niet meer gebruiken.`,
  unassignFree: 'Deze licenties komen vrij, uit welke aankopen ze ook komen.',
  unassignVerb: 'Intrekken',
  unassigned: (count: number) =>
    count === 1 ? 'Eén licentie is ingetrokken.' : `${count} licenties zijn ingetrokken.`,
  notAssigned: (count: number) =>
    count === 1 ? 'Eén persoon had er geen.' : `${count} personen hadden er geen.`,
} satisfies typeof en
