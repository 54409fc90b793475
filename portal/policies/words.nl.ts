import type { en } from './words.en.ts'

export const nl = {
  title: 'Beleid',
  about:
    'Welke producten mensen voor zichzelf mogen kopen. Een wijziging geldt voor wat er vanaf nu wordt gekocht: aan wat al gekocht is verandert niets.',
  readOn: 'Meer lezen',
  caption: 'Selfserviceaankoop per product',
  empty: 'De catalogus heeft geen product waarover dit beleid gaat.',
  columns: {
    product: 'Product',
    value: 'Beleid',
    default: 'Standaard',
    purchases: 'Actieve aankopen',
  },
  values: {
    Enabled: 'Toegestaan',
    Disabled: 'Niet toegestaan',
    OnlyTrialsWithoutPaymentMethod: 'Alleen proefversies zonder betaalmethode',
  },
  valueOf: (product: string) => `Selfserviceaankoop van ${product}`,
  purchasesOf: (count: number, shown: string, product: string) =>
    `${shown} ${count === 1 ? 'actieve aankoop' : 'actieve aankopen'} van ${product}`,
  somebodyFaster: (thing: string) => `Iemand anders heeft ${thing} net gewijzigd`,
  theirs: (value: string) => `Nu geldt: ${value}.`,
  yours: (value: string) => `U koos: ${value}.`,
  keepTheirs: 'Zo laten',
  applyAgain: 'Toch toepassen',
  setAll: 'Alle producten instellen',
  setAllTitle: 'Alle producten instellen',
  setAllWhat: 'Wat er geldt voor elk product, en voor producten die later komen',
  setAllChanges: (count: number) =>
    count === 1 ? 'Eén product verandert:' : `${count} producten veranderen:`,
  setAllNone: 'Voor elk product geldt dit al.',
  setAllDefault: (value: string) => `Producten die later komen: ${value}.`,
  setAllStays: 'Wat al gekocht is blijft zoals het is.',
  setAllNearest: 'Een product waarvoor dit niet kan wordt ‘Niet toegestaan’.',
  setAllVerb: (count: number) => (count === 1 ? 'Eén product instellen' : `${count} producten instellen`),
  change: (product: string, from: string, to: string) => `${product}: ‘${from}’ wordt ‘${to}’`,
  asFile: 'Als bestand',
  export: 'Beleid exporteren',
  import: 'Beleid importeren',
  importTitle: 'Beleid importeren',
  importWhat:
    'Exporteer het beleid, pas de waarden aan en kies het bestand hier. U ziet wat er zou veranderen voordat er iets verandert.',
  chooseFile: 'Bestand kiezen',
  fileNotRead: 'Dit is geen beleidsbestand: het moet JSON zijn, zoals de export het geeft.',
  differences: (count: number) =>
    count === 0
      ? 'Dit bestand verandert niets.'
      : count === 1
        ? 'Eén product verandert:'
        : `${count} producten veranderen:`,
  notCurrent: 'Het beleid is na de export van dit bestand gewijzigd. Exporteer het opnieuw en pas dat aan.',
  apply: (count: number) => (count === 1 ? 'Eén wijziging toepassen' : `${count} wijzigingen toepassen`),
  organization: 'Voor de hele organisatie',
  newProducts: 'Nieuwe producten krijgen',
  newProductsHint: 'Wat er geldt voor producten die later in de catalogus komen.',
  freeSignUps: 'Mensen mogen zich aanmelden voor gratis producten',
  freeSignUpsHint: 'Programma’s die niets kosten en waar geen beheerder voor nodig is.',
  ownRequests: 'Aanvragen van licenties',
  ownRequestsHere: 'Mensen vragen het hier, en u beslist onder Aanvragen.',
  ownRequestsElsewhere: 'Mensen zien uw eigen bericht in plaats van een aanvraag:',
  ownMessage: 'Uw eigen bericht',
  ownMessageHint:
    'Zeg waar men het kan vragen; het eerste webadres wordt een koppeling. Laat het leeg om hier aanvragen te ontvangen.',
  ownMessageTitle: 'Waar mensen om licenties vragen',
  edit: 'Bewerken',
  on: 'Aan',
  off: 'Uit',
  countries: 'Waar mensen kunnen kopen',
  countriesAbout:
    'De landen en regio’s waar aankopen beschikbaar zijn. Een product kan er daarvan enkele overslaan.',
  countriesCaption: 'Landen en regio’s',
  code: 'Code',
  name: 'Naam',
  otherName: 'In het Engels',
  countriesEmpty: 'Er is er geen.',
  toPolicies: 'Terug naar het beleid',
} satisfies typeof en
