import type { en } from './words.en.ts'

export const nl = {
  title: (product: string) => `${product} overnemen`,
  cancelTitle: (product: string) => `${product} opzeggen`,
  back: 'Uw producten',
  steps: {
    control: 'Beheer',
    choose: 'Wat te doen',
    move: 'Waarheen, wie en wanneer',
    review: 'Controleren',
    cancel: 'Reden en controle',
    operation: 'Voortgang',
  },
  control: {
    heading: 'Beheer van dit abonnement overnemen',
    why: (purchaser: string) =>
      `${purchaser} heeft het gekocht en beslist wie de licenties heeft. Als u het beheer overneemt:`,
    consequences: (purchaser: string) => [
      `${purchaser} kan geen licenties meer toewijzen, hun aantal niet meer wijzigen en niet meer opzeggen.`,
      'U en de andere beheerders kunnen dat wel.',
      'Wie een licentie heeft, houdt die; verder verandert er niets.',
    ],
    verb: 'Beheer van dit abonnement overnemen',
    instead: 'In plaats daarvan de koper vragen om op te zeggen',
    final: 'Dit kan niet worden teruggegeven.',
  },
  choose: {
    heading: 'Wat moet er mee gebeuren?',
    moveUsers: 'Gebruikers verplaatsen',
    moveWhy: (count: number, users: string) =>
      count === 1
        ? 'De gebruiker krijgt een licentie van een ander abonnement. Als iedereen verhuist, eindigt dit.'
        : `De ${users} gebruikers krijgen licenties van een ander abonnement. Als iedereen verhuist, eindigt dit.`,
    cancel: 'Abonnement opzeggen',
    cancelWhy: 'De gebruikers raken hun licentie kwijt, en het eindigt.',
    ask: 'De koper vragen om op te zeggen',
    askWhy: (purchaser: string) =>
      `${purchaser} krijgt een e-mail. Het blijft zoals het is tot zij opzeggen.`,
  },
  move: {
    heading: 'Waarheen verhuizen ze, en wie?',
    who: 'Wie verhuist',
    all: (count: number, users: string) =>
      count === 1 ? 'Iedereen: 1 gebruiker' : `Alle ${users} gebruikers`,
    allWhy: 'Het abonnement eindigt daarna.',
    some: 'Alleen sommigen',
    someWhy: 'Het abonnement blijft, met de anderen.',
    chosen: (count: number, users: string) =>
      count === 1 ? '1 gebruiker gekozen' : `${users} gebruikers gekozen`,
    tooMany: (max: string) => `U kunt er ten hoogste ${max} kiezen; verplaats anders iedereen.`,
    people: 'Gebruikers van dit abonnement',
    noPeople: 'Niemand heeft er een licentie van.',
    user: 'Gebruiker',
    userName: 'Gebruikersnaam',
    byList: 'Met een lijst of CSV',
    clear: 'Niemand kiezen',
    next: 'De aantallen controleren',
    chooseTarget: 'Kies waarheen ze verhuizen.',
    choosePeople: 'Kies wie verhuist.',
  },
  review: {
    heading: 'Controleer voordat het begint',
    loading: 'Er wordt uitgerekend wat het zou doen',
    to: 'Gebruikers verplaatsen naar',
    users: 'Gebruikers die verhuizen',
    holding: 'Hebben het doel al',
    needed: 'Benodigde licenties',
    free: 'Vrije licenties',
    mail: 'E-mail naar',
    subject: 'Onderwerp ervan',
    noMail: 'Niemand krijgt een e-mail: het abonnement blijft.',
    saving: 'Besparing per jaar',
    costs: 'Kost meer per jaar',
    credited: 'Komt terug',
    picture: 'Licenties daar',
    before: 'Ervoor',
    after: 'Erna',
    assigned: 'Toegewezen',
    reserved: 'Gereserveerd',
    arriving: 'Komen erbij',
    left: 'Over',
    verb: 'Gebruikers verplaatsen',
    plan: 'De verplaatsing plannen',
    ofThen: 'Dit zijn de aantallen van nu; die van dan tellen.',
    short: (count: number, text: string) =>
      count === 1 ? 'Er is 1 licentie te weinig.' : `Er zijn ${text} licenties te weinig.`,
  },
  dialog: {
    title: (target: string) => `Gebruikers verplaatsen naar ${target}`,
    users: (count: number, users: string, target: string) =>
      count === 1
        ? `1 gebruiker krijgt een licentie van ${target}.`
        : `${users} gebruikers krijgen een licentie van ${target}.`,
    holding: (count: number, users: string) =>
      count === 1
        ? '1 gebruiker heeft die al, en raakt alleen deze kwijt.'
        : `${users} gebruikers hebben die al, en raken alleen deze kwijt.`,
    ends: (product: string, purchaser: string) => `${product} van ${purchaser} eindigt.`,
    stays: (product: string, purchaser: string) => `${product} van ${purchaser} blijft, met de anderen.`,
    mail: (to: string) => `${to} krijgt een e-mail.`,
    credited: (amount: string) => `${amount} komt terug.`,
    creditedThen: 'Wat er terugkomt, wordt dan uitgerekend.',
    planVerb: (count: number, users: string) =>
      count === 1
        ? 'De verplaatsing van 1 gebruiker plannen'
        : `De verplaatsing van ${users} gebruikers plannen`,
    verb: (count: number, users: string) =>
      count === 1 ? '1 gebruiker verplaatsen' : `${users} gebruikers verplaatsen`,
  },
  cancel: {
    heading: 'Waarom, en wat er volgt',
    reason: 'Reden',
    choose: 'Kies een reden',
    feedback: 'Feedback',
    feedbackHint: 'Als u meer wilt zeggen. De koper kan het lezen.',
    loading: 'Er wordt uitgerekend wat het zou doen',
    loses: (count: number, users: string) =>
      count === 0
        ? 'Niemand heeft een licentie, dus niemand raakt er een kwijt.'
        : count === 1
          ? '1 gebruiker raakt de licentie en de toegang kwijt.'
          : `${users} gebruikers raken hun licentie en hun toegang kwijt.`,
    see: 'Bekijken wie een licentie heeft',
    mail: (to: string, subject: string) => `${to} krijgt een e-mail: „${subject}”.`,
    credited: (amount: string) =>
      `${amount} komt terug, omdat het minder dan een week geleden is gekocht of verlengd.`,
    nothingBack: 'Er komt niets terug.',
    backThen: 'Wat er terugkomt, wordt dan uitgerekend.',
    plan: 'De opzegging plannen',
    endsThen: (product: string, purchaser: string) => `${product} van ${purchaser} eindigt dan meteen.`,
    verb: 'Abonnement opzeggen',
    keep: 'Behouden',
    title: 'Weet u zeker dat u wilt opzeggen?',
    ends: (product: string, purchaser: string) => `${product} van ${purchaser} eindigt meteen.`,
  },
  undo: {
    never: 'Omdat er geld terugkomt, kan dit niet ongedaan worden gemaakt.',
    until: (day: string) => `Vóór ${day} kan het onder Bewerkingen ongedaan worden gemaakt.`,
    always: 'Het kan 30 dagen lang onder Bewerkingen ongedaan worden gemaakt.',
    termOver: 'Omdat de termijn dan voorbij is, kan dit daarna niet ongedaan worden gemaakt.',
    afterwards:
      'Daarna kan het 30 dagen lang onder Bewerkingen ongedaan worden gemaakt, als er geen geld terugkomt en zolang de termijn duurt.',
  },
  deleted: 'Dit abonnement is verwijderd: er is niets meer over te nemen.',
  busy: 'Hier is een verplaatsing of opzegging bezig.',
  busyLink: 'Bekijken',
  notOffered: 'U kunt dit hier nu niet doen.',
  toSubscription: 'Terug naar het abonnement',
  toTarget: 'Daar licenties kopen of vrijmaken',
} satisfies typeof en
