import type { en } from './words.en.ts'

export const nl = {
  needs: 'Wat aandacht vraagt',
  some: (count: string) => `${count} of meer`,
  running: (count: number) => (count === 1 ? 'bewerking loopt' : 'bewerkingen lopen'),
  attention: (count: number) =>
    count === 1 ? 'bewerking heeft een operator nodig' : 'bewerkingen hebben een operator nodig',
  leavers: (count: number) =>
    count === 1 ? 'abonnement van iemand die weg is' : 'abonnementen van mensen die weg zijn',
  requests: (count: number) =>
    count === 1 ? 'aanvraag wacht op een beslissing' : 'aanvragen wachten op een beslissing',
  ending: (count: number, days: number) =>
    count === 1 ? `termijn eindigt binnen ${days} dagen` : `termijnen eindigen binnen ${days} dagen`,
  free: (count: number) => (count === 1 ? 'licentie is betaald en vrij' : 'licenties zijn betaald en vrij'),
  spend: 'Uitgaven',
  spendTotal: (total: string) => `${total} in de laatste twaalf maanden, inclusief belasting.`,
  nothingSpent: 'In de laatste twaalf maanden is niets gefactureerd.',
  toSpend: 'Alle uitgaven',
  myLicences: 'Mijn licenties',
  licensesEmpty: 'U hebt nog geen licenties.',
  getProduct: 'Een product kiezen',
  purchases: 'Mijn aankopen',
  purchasesEmpty: 'U hebt niets gekocht dat nog werkt.',
  allPurchases: 'Al mijn aankopen',
  requestsTitle: 'Mijn aanvragen',
  requestsEmpty: 'U hebt niets aangevraagd.',
  allRequests: 'Al mijn aanvragen',
  product: 'Product',
  since: 'Sinds',
  status: 'Status',
  assigned: 'Toegewezen',
  held: (assigned: string, total: string) => `${assigned} van ${total}`,
  expires: 'Verloopt',
  asked: 'Aangevraagd op',
  requestStatuses: {
    Pending: 'Wacht',
    Approved: 'Goedgekeurd',
    PartlyApproved: 'Deels goedgekeurd',
    Rejected: 'Afgewezen',
    Withdrawn: 'Ingetrokken',
  },
  rowName: (product: string, at: string) => `${product}, ${at}`,
} satisfies typeof en
