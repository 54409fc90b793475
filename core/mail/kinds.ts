import type { Mail, MailKind } from './mail.ts'
import type { Label, MailValues } from './words/words.ts'

/** One line of facts: its label, and the value that it shows. */
type Line = readonly [label: Label, value: keyof MailValues]

interface KindOfMail {
  readonly lines: readonly Line[]
  /** The page of the portal that it leads to. */
  page(mail: Mail): string
}

const about: readonly Line[] = [
  ['subscription', 'product'],
  ['organisation', 'organisation'],
]
const cancelled: readonly Line[] = [
  ...about,
  ['cancelledOn', 'on'],
  ['decidedBy', 'decidedBy'],
  ['reason', 'reason'],
  ['licencesInUse', 'seats'],
  ['goesBack', 'amount'],
]
const licences: readonly Line[] = [...about, ['licences', 'seats']]
const open: readonly Line[] = [
  ['invoice', 'invoice'],
  ['toPay', 'amount'],
]
const request: readonly Line[] = [
  ['product', 'product'],
  ['organisation', 'organisation'],
  ['people', 'people'],
  ['decidedBy', 'decidedBy'],
  ['decidedOn', 'on'],
  ['message', 'message'],
]
const price: readonly Line[] = [
  ['unitPrice', 'unitPrice'],
  ['total', 'amount'],
]

/** What each kind of mail shows, in this order, whatever the language; a line without a value is left out. */
export const kinds: Readonly<Record<MailKind, KindOfMail>> = {
  cancelledByMove: { lines: cancelled, page: ownSubscription },
  cancelled: { lines: cancelled, page: ownSubscription },
  requestToCancel: {
    lines: [
      ...about,
      ['askedOn', 'on'],
      ['askedBy', 'decidedBy'],
      ['reason', 'reason'],
      ['licencesInUse', 'seats'],
    ],
    page: cancelOwn,
  },
  renewalAnnounced: {
    lines: [...licences, ['renewsOn', 'until'], ...price, ['card', 'card']],
    page: ownSubscription,
  },
  renewed: {
    lines: [...licences, ['newTermUntil', 'until'], ...price, ['card', 'card'], ['invoice', 'invoice']],
    page: ownSubscription,
  },
  renewalDeclined: {
    lines: [...licences, ['worksUntil', 'until'], ...open, ['card', 'card'], ['retryOn', 'retryOn']],
    page: openInvoice,
  },
  expired: { lines: [...licences, ['worksUntil', 'until'], ...open], page: openInvoice },
  disabled: { lines: [...licences, ['keptUntil', 'until'], ...open], page: openInvoice },
  deleted: { lines: [...licences, ['deletedOn', 'on']], page: ownSubscription },
  trialEnded: {
    lines: [...licences, ['endedOn', 'on'], ['worksUntil', 'until'], ...price],
    page: ownSubscription,
  },
  cardExpires: {
    lines: [
      ['card', 'card'],
      ['expiresAtEndOf', 'untilMonth'],
      ['organisation', 'organisation'],
    ],
    page: paymentMethods,
  },
  ownershipTransferred: {
    lines: [...licences, ['givenBy', 'decidedBy'], ['chargedFrom', 'until'], ...price],
    page: paymentMethods,
  },
  requestApproved: { lines: request, page: requests },
  requestRejected: { lines: request, page: requests },
  licenceGiven: {
    lines: [
      ['product', 'product'],
      ['organisation', 'organisation'],
      ['askedBy', 'askedBy'],
      ['decidedBy', 'decidedBy'],
      ['decidedOn', 'on'],
    ],
    page: home,
  },
}

/** The purchaser's own page of it, with what they can do: these mails go to nobody else. */
function ownSubscription({ subscriptionId }: Mail): string {
  return subscriptionId ? `/mine/${encodeURIComponent(subscriptionId)}` : '/mine'
}

/** There they cancel; to everybody else it is not there. (R067) */
function cancelOwn(mail: Mail): string {
  return mail.subscriptionId ? `${ownSubscription(mail)}/cancel` : ownSubscription(mail)
}

function openInvoice(mail: Mail): string {
  return mail.facts.invoiceNumber ? '/billing/invoices' : ownSubscription(mail)
}

function requests(): string {
  return '/my-requests'
}

/** Where everybody finds the licences that they have. */
function home(): string {
  return '/'
}

function paymentMethods(): string {
  return '/billing/payment-methods'
}
