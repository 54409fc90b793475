import type { en } from './words.en.ts'

export const nl = {
  title: 'Bewerkingen',
  caption: 'Bewerkingen van de laatste 30 dagen',
  empty:
    'De laatste 30 dagen is er niets uitgevoerd. Wat langer duurt dan een ogenblik, zoals een verplaatsing, verschijnt hier.',
  columns: {
    kind: 'Bewerking',
    subject: 'Abonnement',
    purchaser: 'Koper',
    target: 'Gaat naar',
    status: 'Status',
    progress: 'Voortgang',
    by: 'Gestart door',
    started: 'Begonnen',
    ended: 'Geëindigd',
  },
  filters: { status: 'Status', kind: 'Bewerking' },
  unfinished: 'Niet geëindigd',
  from: (at: string) => `vanaf ${at}`,
  begins: 'Begint',
  partOf: 'Deel van',
  parent: 'Een samenvoeging',
  planned: {
    change: 'De tijd wijzigen',
    changeTitle: (subject: string) => `Wanneer moet het met ${subject} beginnen?`,
    changeVerb: 'De tijd opslaan',
    revoke: 'Het plan intrekken',
    revokeTitle: (subject: string) => `Intrekken wat voor ${subject} is gepland?`,
    keep: 'Het plan behouden',
    paused: 'Dit plan staat stil: het begint pas als iemand het hervat.',
    holdsNothing:
      'Tot dan houdt het niets vast: licenties kunnen worden toegewezen en de tijd kan worden gewijzigd.',
    nothing: 'Er is niets gebeurd: alles blijft zoals het is.',
    couldNot: (at: string) => `Toen het zover was, op ${at}, kon het niet beginnen`,
  },
  children: {
    title: 'De abonnementen, op hun volgorde',
    about: 'Er verhuist er één tegelijk. Zijn er te weinig licenties, dan krijgen de eerste ze.',
    move: 'Verplaatsing',
    toMove: 'De verplaatsing bekijken',
    moved: (count: number, target: string) =>
      count === 0
        ? `Er is geen abonnement verplaatst naar ${target}.`
        : count === 1
          ? `Er is 1 abonnement verplaatst naar ${target}.`
          : `Er zijn ${count} abonnementen verplaatst naar ${target}.`,
    notMoved: (count: number) =>
      count === 1
        ? '1 abonnement wordt niet verplaatst; het blijft.'
        : `${count} abonnementen worden niet verplaatst; ze blijven.`,
    left: (count: number) =>
      count === 1
        ? '1 abonnement blijft zoals het was; in de regel staat waarom.'
        : `${count} abonnementen blijven zoals ze waren; in elke regel staat waarom.`,
  },
  needsAttention: 'Wacht op een beheerder van het systeem',
  subscription: 'Abonnement',
  several: (count: number) => `${count} abonnementen`,
  doneOf: (done: string, total: string) => `${done} van ${total}`,
  progress: 'Voortgang',
  numbers: {
    total: 'Gebruikers',
    succeeded: 'Klaar',
    skipped: 'Overgeslagen',
    failed: 'Mislukt',
    compared: 'Vergeleken',
    perSecond: 'Gebruikers per seconde',
    left: 'Resterende tijd',
  },
  comparedWhy: 'Eerst worden beide abonnementen vergeleken; daarna verhuist iedereen in één keer.',
  attention:
    'Een beheerder van het systeem moet kijken; er gaat niets verloren; plaatsen blijven gereserveerd.',
  pausedWhy: 'Het staat stil tot iemand het hervat. Plaatsen blijven gereserveerd.',
  pause: 'Pauzeren',
  resume: 'Hervatten',
  cancelVerb: {
    moveUsers: 'Verplaatsing annuleren',
    moveChosen: 'De rest annuleren',
    cancel: 'Opzegging stoppen',
    consolidate: 'De rest annuleren',
    exportUsers: 'Export annuleren',
    assignUsers: 'De rest annuleren',
    unassignUsers: 'De rest annuleren',
    deleteSignUp: 'Verwijdering stoppen',
    undo: 'Ongedaan maken stoppen',
    transferOwnership: 'Overdracht stoppen',
  },
  keep: 'Laten doorgaan',
  cancelTitle: {
    moveUsers: (subject: string) => `De verplaatsing van ${subject} annuleren?`,
    moveChosen: (subject: string) => `De rest van de verplaatsing van ${subject} annuleren?`,
    cancel: (subject: string) => `De opzegging van ${subject} stoppen?`,
    consolidate: (subject: string) => `De rest van het samenvoegen van ${subject} annuleren?`,
    exportUsers: (subject: string) => `De export van ${subject} annuleren?`,
    assignUsers: (subject: string) => `De rest van de toewijzing van ${subject} annuleren?`,
    unassignUsers: (subject: string) => `De rest van de intrekking van ${subject} annuleren?`,
    deleteSignUp: (subject: string) => `De verwijdering van ${subject} stoppen?`,
    undo: (subject: string) => `Stoppen met ongedaan maken bij ${subject}?`,
    transferOwnership: (subject: string) => `De overdracht van ${subject} stoppen?`,
  },
  consequences: {
    nobodyMoved: (count: number, users: string) =>
      count === 1
        ? 'Er is nog niemand verhuisd: de ene gebruiker blijft hier.'
        : `Er is nog niemand verhuisd: alle ${users} blijven hier.`,
    stayMoved: (users: string, target: string) => `${users} blijven verplaatst naar ${target}.`,
    keepLicences: (users: string) => `${users} die een licentie hebben gekregen, houden die.`,
    staysRevoked: (users: string) => `${users} die hun licentie kwijt zijn, krijgen die niet terug.`,
    stayHere: (users: string) => `${users} blijven hier.`,
    sourceStays: 'Het bronabonnement blijft actief.',
    released: 'Plaatsen die voor hen waren gereserveerd, komen weer vrij.',
    nobodyLoses: 'Niemand raakt een licentie kwijt; het abonnement blijft actief.',
    stayReturned: (users: string) =>
      `Voor ${users} is het weer zoals daarvoor, en dat blijft zo; de anderen houden wat ze hebben.`,
    stayGiven: (subscriptions: string) =>
      `${subscriptions} zijn overgedragen en blijven dat; de andere houden hun eigenaar.`,
    noFile: 'Er wordt geen bestand gemaakt.',
    final: 'Het kan niet worden hervat; begin een nieuwe als u het toch wilt.',
  },
  ended: {
    moveUsers: 'Verplaatsing voltooid',
    cancel: 'Abonnement opgezegd',
    consolidate: 'Samenvoegen voltooid',
    exportUsers: 'Export voltooid',
    assignUsers: 'Licenties toegewezen',
    unassignUsers: 'Licenties ingetrokken',
    deleteSignUp: 'Abonnement verwijderd',
    undo: 'Ongedaan gemaakt',
    transferOwnership: 'Eigendom overgedragen',
  },
  moved: (count: number, users: string, target: string) =>
    count === 1 ? `1 gebruiker verplaatst naar ${target}.` : `${users} gebruikers verplaatst naar ${target}.`,
  skipped: (count: number, users: string) =>
    count === 1
      ? '1 gebruiker is overgeslagen: die heeft de licentie al, of is weg.'
      : `${users} gebruikers zijn overgeslagen: zij hebben de licentie al, of zijn weg.`,
  assigned: (count: number, users: string) =>
    count === 1
      ? '1 gebruiker heeft een licentie gekregen.'
      : `${users} gebruikers hebben een licentie gekregen.`,
  skippedOfList: (count: number, entries: string) =>
    count === 1
      ? '1 regel van de lijst is overgeslagen: waarom staat ernaast.'
      : `${entries} regels van de lijst zijn overgeslagen: waarom staat naast elke regel.`,
  returned: (count: number, users: string) =>
    count === 1
      ? 'Voor 1 gebruiker is het weer zoals daarvoor.'
      : `Voor ${users} gebruikers is het weer zoals daarvoor.`,
  given: (count: number, subscriptions: string) =>
    count === 1 ? '1 abonnement is overgedragen.' : `${subscriptions} abonnementen zijn overgedragen.`,
  skippedOfUndo: (count: number, users: string) =>
    count === 1
      ? 'Voor 1 gebruiker blijft alles zoals het is: waarom staat ernaast.'
      : `Voor ${users} gebruikers blijft alles zoals het is: waarom staat naast elk.`,
  skippedOfTransfer: (count: number, subscriptions: string) =>
    count === 1
      ? '1 abonnement is gelaten waar het is: waarom staat ernaast.'
      : `${subscriptions} abonnementen zijn gelaten waar ze zijn: waarom staat naast elk.`,
  revoked: (count: number, users: string) =>
    count === 1 ? '1 gebruiker is de licentie kwijt.' : `${users} gebruikers zijn de licentie kwijt.`,
  mail: {
    queued: (to: string) => `Een e-mail naar ${to} is onderweg.`,
    sent: (to: string) => `E-mail verzonden naar ${to}.`,
    refused: (to: string) => `De e-mail naar ${to} is geweigerd. Laat het zelf weten.`,
    failed: (to: string) => `De e-mail naar ${to} kon niet worden bezorgd. Laat het zelf weten.`,
  },
  failed: 'Deze bewerking is mislukt',
  failures: {
    NotEnoughLicenses: 'Er waren te weinig licenties toen het zover was.',
    SubscriptionDeleted: 'Een van de abonnementen was intussen verwijderd.',
    SubscriptionNotActive: 'De termijn van een van de abonnementen was intussen voorbij.',
    OperationInProgress: 'Een andere verplaatsing of opzegging was intussen begonnen.',
    ListForgotten: 'Het stond zo lang stil dat de lijst niet meer wordt bewaard.',
    DroppedByOperator:
      'Het werk stopte na herhaalde fouten, en een beheerder van het systeem heeft het opgegeven.',
  },
  failedWhole: 'Er is niemand verhuisd; het bronabonnement blijft actief.',
  canceled: 'Deze bewerking is geannuleerd',
  results: 'Wat er van iedere gebruiker is geworden',
  noResults: 'Nog niemand: gebruikers verschijnen hier zodra zij klaar zijn.',
  outcome: 'Uitkomst',
  outcomes: { succeeded: 'Klaar', skipped: 'Overgeslagen', failed: 'Mislukt' },
  why: 'Waarom',
  reasons: {
    alreadyHolding: 'Heeft de licentie al',
    leftBefore: 'Had de licentie niet meer',
    notAssigned: 'Had geen licentie',
    unknown: 'Hieronder is niemand bekend',
    userNotActive: 'Het account is uitgeschakeld',
    guest: 'Gasten krijgen er geen',
    duplicate: 'Staat al eerder in de lijst',
    changedSince: 'Is intussen gewijzigd',
    noLicenseLeft: 'Er was geen licentie meer vrij',
  },
  user: 'Gebruiker',
  userName: 'Gebruikersnaam',
  undo: {
    button: 'Ongedaan maken',
    of: {
      moveAll: {
        title: (subject: string) => `De verplaatsing van ${subject} ongedaan maken?`,
        gives: (count: number, users: string, subject: string) =>
          count === 1
            ? `1 gebruiker gaat terug naar ${subject}, dat weer actief is.`
            : `${users} gebruikers gaan terug naar ${subject}, dat weer actief is.`,
      },
      moveChosen: {
        title: (subject: string) => `De verplaatsing van gekozen gebruikers van ${subject} ongedaan maken?`,
        gives: (count: number, users: string, subject: string) =>
          count === 1
            ? `1 gebruiker gaat terug naar ${subject}.`
            : `${users} gebruikers gaan terug naar ${subject}.`,
      },
      cancel: {
        title: (subject: string) => `De opzegging van ${subject} ongedaan maken?`,
        gives: (count: number, users: string, subject: string) =>
          count === 0
            ? `${subject} is weer actief, zonder gebruikers.`
            : count === 1
              ? `${subject} is weer actief, en 1 gebruiker krijgt de licentie terug.`
              : `${subject} is weer actief, en ${users} gebruikers krijgen hun licentie terug.`,
      },
      assignUsers: {
        title: (subject: string) => `Het toewijzen van ${subject} aan een lijst ongedaan maken?`,
        gives: (count: number, users: string, subject: string) =>
          count === 1
            ? `1 gebruiker raakt de toegewezen licentie van ${subject} kwijt.`
            : `${users} gebruikers raken de toegewezen licentie van ${subject} kwijt.`,
      },
      unassignUsers: {
        title: (subject: string) => `Het intrekken van licenties van ${subject} ongedaan maken?`,
        gives: (count: number, users: string, subject: string) =>
          count === 1
            ? `1 gebruiker krijgt de licentie van ${subject} terug.`
            : `${users} gebruikers krijgen hun licentie van ${subject} terug.`,
      },
      other: {
        title: (subject: string) => `Ongedaan maken wat met ${subject} is gedaan?`,
        gives: (count: number, users: string, _subject: string) =>
          count === 1
            ? '1 gebruiker krijgt terug wat die had.'
            : `${users} gebruikers krijgen terug wat zij hadden.`,
      },
    },
    changed: (count: number, users: string) =>
      count === 1
        ? '1 gebruiker is intussen gewijzigd, en blijft zoals het is.'
        : `${users} gebruikers zijn intussen gewijzigd, en blijven zoals het is.`,
    seats: (count: number, needed: string, free: string, source: string) =>
      count === 1
        ? `Daarvoor is 1 licentie van ${source} nodig; er zijn er ${free} vrij.`
        : `Daarvoor zijn ${needed} licenties van ${source} nodig; er zijn er ${free} vrij.`,
    short: (missing: string) =>
      `Dat zijn er ${missing} te weinig. Koop licenties bij of maak er vrij; maak het daarna ongedaan.`,
    final: 'Ongedaan maken kan zelf niet ongedaan worden gemaakt.',
    stay: 'Voor wie alles blijft zoals het is:',
    stays: (name: string, why: string) => `${name}: ${why}`,
    verb: (count: number, users: string) =>
      count === 0
        ? 'Maak het ongedaan'
        : count === 1
          ? 'Maak het ongedaan voor 1 gebruiker'
          : `Maak het ongedaan voor ${users} gebruikers`,
    undoes: 'Maakt ongedaan',
    undoneBy: 'Ongedaan gemaakt door',
    lookAtIt: 'Die bewerking bekijken',
  },
  transfer: {
    from: 'Eigenaar tot dan',
    to: 'Nieuwe eigenaar',
    results: 'Wat er van elk abonnement is geworden',
    noResults: 'Nog geen: abonnementen verschijnen hier zodra zij klaar zijn.',
    numbers: 'Abonnementen',
    changedSince: 'Was toen al van iemand anders',
    hasMore:
      'Er zijn er meer dan in één overdracht passen: draag alles van deze persoon nog eens over voor de rest.',
  },
  rows: 'Regels van de lijst',
  row: 'Regel',
  back: 'Alle bewerkingen',
  announce: {
    started: (kind: string) => `${kind}: begonnen`,
    percent: (kind: string, percent: string) => `${kind}: ${percent}`,
    paused: (kind: string) => `${kind}: gepauzeerd`,
    resumed: (kind: string) => `${kind}: hervat`,
  },
} satisfies typeof en
