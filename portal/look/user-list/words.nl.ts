import type { en } from './words.en.ts'

export const nl = {
  menu: 'Met lijst of CSV',
  assign: 'Aan een lijst toewijzen',
  unassign: 'Van een lijst intrekken',
  assignTitle: (product: string) => `Licenties van ${product} toewijzen aan een lijst`,
  unassignTitle: (product: string) => `Licenties van ${product} intrekken met een lijst`,
  allOrNobody: 'Zijn er te weinig licenties vrij, dan krijgt niemand er een en verandert er niets.',
  keeps:
    'Wie er een heeft, houdt die. Wie hier niet bekend, uitgeschakeld of gast is, krijgt er geen en houdt niemand op.',
  lose: 'Iedereen op de lijst die een licentie heeft, raakt die kwijt; de licenties komen vrij voor anderen.',
  results: 'Het resultaat zegt wat er van elke regel is geworden.',
  list: 'Gebruikersnamen of object-id’s, één per regel',
  listHint: 'Of kies een CSV-bestand, zoals een export van de gebruikers van een ander abonnement.',
  chooseFile: 'CSV-bestand kiezen',
  dropFile: (name: string) => `${name} weghalen`,
  fileTooLarge: 'Dit bestand is te groot voor een lijst van gebruikers.',
  reading: 'De lijst wordt gelezen',
  numbers: {
    rows: 'Regels',
    users: 'Gebruikers',
    duplicates: 'Dubbel genoemd',
    unknown: 'Geen gebruiker',
    free: 'Vrije licenties',
  },
  nobody: 'Er staat geen gebruiker in.',
  tooLong: (max: string) => `Dat is meer dan er in één lijst kan: hoogstens ${max} regels. Gebruik er meer.`,
  odd: (count: number, text: string) =>
    count === 1 ? 'Eén regel wordt vanzelf overgeslagen:' : `${text} regels worden vanzelf overgeslagen:`,
  oddUnknown: (row: string, text: string) => `Regel ${row}: ‘${text}’ is geen gebruikersnaam of object-id`,
  oddDuplicate: (row: string, text: string, sameAs: string) =>
    `Regel ${row}: ‘${text}’ staat al in regel ${sameAs}`,
  oddMore: (text: string) => `en nog ${text}`,
  short: (count: number, text: string) =>
    count === 1
      ? 'Er is één licentie te weinig, tenzij een van hen er al een heeft.'
      : `Er zijn ${text} licenties te weinig, tenzij zoveel van hen er al een hebben.`,
  assignVerb: (count: number, text: string) =>
    count === 0
      ? 'Toewijzen'
      : count === 1
        ? 'Aan 1 gebruiker toewijzen'
        : `Aan ${text} gebruikers toewijzen`,
  unassignVerb: (count: number, text: string) =>
    count === 0
      ? 'Intrekken'
      : count === 1
        ? 'Van 1 gebruiker intrekken'
        : `Van ${text} gebruikers intrekken`,
} satisfies typeof en
