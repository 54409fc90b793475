import type { en } from './words.en.ts'

export const nl = {
  title: 'Samenvoegen',
  about: (count: number) => (count === 1 ? '1 abonnement' : `${count} abonnementen in één`),
  toProducts: 'Uw producten',
  steps: {
    sources: 'Welke, en op welke volgorde',
    target: 'Waarheen en wanneer',
    check: 'Controle',
    operation: 'Voortgang',
  },
  loading: 'De abonnementen worden opgezocht',
  none: 'Er is niets gekozen. Kies eerst abonnementen onder Uw producten.',
  tooMany: (max: number) => `Ten hoogste ${max} abonnementen tegelijk: laat er enkele weg.`,
  sources: {
    heading: 'Op welke volgorde verhuizen ze?',
    why: 'Er verhuist er één tegelijk. Zijn er te weinig licenties voor alle, dan krijgen de eerste ze en blijven de andere zoals ze zijn.',
    list: 'Abonnementen, op hun volgorde',
    users: (count: number, users: string) => (count === 1 ? '1 gebruiker' : `${users} gebruikers`),
    ends: (on: string) => `eindigt op ${on}`,
    control: 'De controle wordt eerst overgenomen',
    gone: 'Niet gevonden onder uw producten',
    up: (name: string) => `${name} omhoog`,
    down: (name: string) => `${name} omlaag`,
    leaveOut: (name: string) => `${name} weglaten`,
    isNow: (name: string, place: number, of: number) => `${name} is nu nummer ${place} van ${of}.`,
    isOut: (name: string) => `${name} is weggelaten.`,
    next: 'Kiezen waarheen ze verhuizen',
  },
  target: {
    heading: 'Waarheen verhuizen ze, en wanneer?',
    choose: 'Kies waarheen ze verhuizen.',
    next: 'De aantallen controleren',
  },
  check: {
    heading: 'Controleer voordat het begint',
    loading: 'Er wordt uitgerekend wat het zou doen',
    to: 'Gebruikers verplaatsen naar',
    free: 'Vrije licenties',
    needed: 'Benodigde licenties',
    left: 'Licenties over',
    users: 'Gebruikers die verhuizen',
    table: 'Wat er van elk wordt',
    subscription: 'Abonnement',
    purchaser: 'Koper',
    of: 'Gebruikers',
    neededOf: 'Nodig',
    leftAfter: 'Dan over',
    outcome: 'Uitkomst',
    moves: 'Verhuist',
    stays: 'Blijft',
    why: 'Waarom',
    takesControl: 'De controle wordt eerst overgenomen',
    picture: 'Licenties daar',
    before: 'Ervoor',
    after: 'Erna',
    assigned: 'Toegewezen',
    reserved: 'Gereserveerd',
    arriving: 'Komen erbij',
    leftOver: 'Over',
    nobody: 'Geen ervan kan worden verplaatst.',
    some: (count: number, of: number) =>
      `${count} van de ${of} ${count === 1 ? 'kan' : 'kunnen'} worden verplaatst; de andere blijven zoals ze zijn.`,
    all: (of: number) => (of === 1 ? 'Het kan worden verplaatst.' : `Alle ${of} kunnen worden verplaatst.`),
    ofThen: 'Dit zijn de aantallen van nu; die van dan tellen.',
    verb: 'Samenvoegen',
    plan: 'Het samenvoegen plannen',
  },
  dialog: {
    title: (target: string) => `Samenvoegen in ${target}`,
    moves: (count: number, users: string, target: string) =>
      count === 1
        ? `1 abonnement verplaatst de gebruikers ervan (${users}) naar ${target}, en eindigt.`
        : `${count} abonnementen verplaatsen hun gebruikers (samen ${users}) naar ${target}, het ene na het andere, en eindigen.`,
    stays: (count: number) =>
      count === 1 ? '1 abonnement blijft zoals het is.' : `${count} abonnementen blijven zoals ze zijn.`,
    control: (count: number) =>
      count === 1
        ? 'Van 1 ervan wordt eerst de controle overgenomen; die kan niet worden teruggegeven.'
        : `Van ${count} ervan wordt eerst de controle overgenomen; die kan niet worden teruggegeven.`,
    mail: 'De koper van elk abonnement dat eindigt krijgt een e-mail.',
    licences: (needed: string, left: string) =>
      `Er zijn ${needed} licenties nodig; daarna zijn er ${left} over.`,
    verb: (count: number) => (count === 1 ? '1 abonnement samenvoegen' : `${count} abonnementen samenvoegen`),
    planVerb: (count: number) =>
      count === 1
        ? 'Plannen om 1 abonnement samen te voegen'
        : `Plannen om ${count} abonnementen samen te voegen`,
  },
  busyLink: 'Bekijken',
} satisfies typeof en
