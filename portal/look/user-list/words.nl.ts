import type { en } from './words.en.ts'

export const nl = {
  menu: 'Met lijst of CSV',
  assign: 'Aan een lijst toewijzen',
  unassign: 'Van een lijst intrekken',
  assignTitle: (product: string) => `Licenties van ${product} toewijzen aan een lijst`,
  unassignTitle: (product: string) => `Licenties van ${product} intrekken met een lijst`,
  allOrNobody:
    'Er is een licentie voor iedereen die er een kan krijgen, of niemand krijgt er een en er verandert niets.',
  keeps: 'Wie er een heeft, houdt die. Regels zonder gebruiker die er een kan krijgen, houden niemand op.',
  lose: 'Iedereen op de lijst die een licentie heeft, raakt die kwijt; de licenties komen vrij voor anderen.',
  unassignKeeps: 'Regels zonder gebruiker die er een heeft, houden niemand op.',
  list: 'Gebruikersnamen of object-id’s, één per regel',
  listHint: 'Of kies een CSV-bestand, zoals een export van de gebruikers van een ander abonnement.',
  chooseFile: 'CSV-bestand kiezen',
  dropFile: (name: string) => `${name} weghalen`,
  fileTooLarge: 'Dit bestand is te groot voor een lijst van gebruikers.',
  looking: (rows: string) => `De lijst wordt opgezocht (${rows})`,
  numbers: {
    rows: 'Regels',
    assign: 'Krijgen een licentie',
    unassign: 'Raken die kwijt',
    skipped: 'Overgeslagen',
    free: 'Vrije licenties',
  },
  tooLong: (max: string) => `Dat is meer dan er in één lijst kan (${max}). Gebruik er meer.`,
  short: (count: number, missing: string) =>
    count === 1
      ? 'Er is één licentie te weinig voor deze lijst.'
      : `Er zijn ${missing} licenties te weinig voor deze lijst.`,
  nothingToDo: 'Er is voor niemand op de lijst iets te doen.',
  skipped: 'Wat wordt overgeslagen, en waarom',
  reason: (why: string, count: string) => `${why} (${count})`,
  reasons: {
    alreadyHolding: 'Heeft al een licentie',
    notAssigned: 'Heeft geen licentie',
    leftBefore: 'Heeft geen licentie meer',
    unknown: 'Hieronder is niemand bekend',
    userNotActive: 'Het account is uitgeschakeld',
    guest: 'Gasten krijgen er geen',
    duplicate: 'Staat al eerder in de lijst',
  },
  row: (position: string, text: string) => `regel ${position} ‘${text}’`,
  others: (count: string) => `nog ${count}`,
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
