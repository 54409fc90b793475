import type { MailValues, MailWords } from './words.ts'

export const en: MailWords = {
  frame: {
    greeting: ({ name }) => (name ? `Hello ${name},` : 'Hello,'),
    labels: {
      subscription: 'Subscription',
      organisation: 'Organisation',
      licences: 'Licences',
      licencesInUse: 'Licences in use',
      cancelledOn: 'Cancelled on',
      askedOn: 'Asked on',
      renewsOn: 'Renews on',
      newTermUntil: 'New term until',
      worksUntil: 'Licences work until',
      keptUntil: 'Kept until',
      deletedOn: 'Deleted on',
      endedOn: 'Ended on',
      chargedFrom: 'Charged to you from',
      expiresAtEndOf: 'Expires at the end of',
      retryOn: 'Next try on',
      decidedBy: 'Decided by',
      askedBy: 'Asked by',
      givenBy: 'Given to you by',
      reason: 'Reason',
      unitPrice: 'Price of one licence for one term, without tax',
      total: 'Total, with tax',
      toPay: 'To be paid, with tax',
      goesBack: 'Goes back to the card',
      card: 'Card',
      invoice: 'Invoice',
      product: 'Product',
      people: 'For',
      decidedOn: 'Decided on',
      message: 'Message',
    },
    ask: ({ name, decidedBy, organisation }) =>
      decidedBy === '' || decidedBy === name
        ? `Questions? The IT administrators of ${organisation} can help you.`
        : `Questions? ${decidedBy} or the IT administrators of ${organisation} can help you.`,
    unnamedOrganisation: 'your organisation',
  },
  kinds: {
    cancelledByMove: {
      subject: ({ product }) => `Your subscription to ${product} was cancelled`,
      opening: ({ product, organisation }) =>
        `Your subscription to ${product} was cancelled, because ${organisation} now manages its users centrally.`,
      consequences: [
        ({ target }) =>
          `Whoever had a licence of this subscription goes on with one of ${target}, which your administrators manage. They need not do anything.`,
        goesBack,
        () => 'You will not be charged for another term of this subscription.',
      ],
      link: () => 'See the subscription',
    },
    cancelled: {
      subject: ({ product }) => `Your subscription to ${product} was cancelled`,
      opening: ({ product }) => `Your subscription to ${product} was cancelled.`,
      consequences: [
        ({ product }) =>
          `Its licences were taken back: whoever had one can no longer use ${product} with it. What people made stays with your organisation.`,
        goesBack,
        () => 'You will not be charged for another term of this subscription.',
      ],
      link: () => 'See the subscription',
    },
    requestToCancel: {
      subject: ({ product }) => `Please cancel your subscription to ${product}`,
      opening: ({ decidedBy, organisation, product }) =>
        `${decidedBy || 'An administrator'} asks you, for ${organisation}, to cancel your subscription to ${product}.`,
      consequences: [
        () => 'Nothing has changed yet: the subscription stays active until you cancel it yourself.',
        () =>
          'When it is cancelled its licences are taken back, and you will not be charged for another term.',
      ],
      link: () => 'Open your subscription to cancel it (after signing in; it opens for you only)',
    },
    renewalAnnounced: {
      subject: ({ product, until }) => `Your subscription to ${product} renews on ${until}`,
      opening: ({ product, until, seats }) =>
        `Your subscription to ${product} renews on ${until}: a new term then begins, with ${licences(seats)}.`,
      consequences: [
        ({ card, amount, organisation }) =>
          card
            ? `On that day ${amount}, tax included, is charged to your card (${card}). You need not do anything for it.`
            : `The new term costs ${amount}, tax included. There is no card for it: unless ${organisation} pays it under an agreement, please add a card to the subscription before that day.`,
        ({ until }) =>
          `Would you rather stop? Open the subscription before ${until} and turn its automatic renewal off. It then expires on that day, and you are not charged for another term.`,
      ],
      link: () => 'See the subscription, or turn its automatic renewal off',
    },
    renewed: {
      subject: ({ product }) => `Your subscription to ${product} was renewed`,
      opening: ({ product, until }) =>
        `Your subscription to ${product} was renewed. The new term lasts until ${until}; until then all licences go on working, and nobody need do anything.`,
      consequences: [
        ({ card, amount, organisation }) =>
          card
            ? `For the new term ${amount}, tax included, was charged to your card (${card}).`
            : `For the new term ${amount}, tax included, was put on the agreement of ${organisation}, and no card was charged.`,
        ({ invoice }) => invoice && `You find invoice ${invoice} among your invoices, after signing in.`,
      ],
      link: () => 'See the subscription',
    },
    renewalDeclined: {
      subject: ({ product }) => `The renewal of your subscription to ${product} has not been paid yet`,
      opening: ({ product, card }) =>
        card
          ? `The renewal of your subscription to ${product} could not be charged to your card (${card}): the bank declined the payment, or the card has expired.`
          : `The renewal of your subscription to ${product} could not be charged, because there is no card for it.`,
      consequences: [
        ({ amount, card, invoice }) =>
          `${amount && `${amount} is still to be paid, tax included${invoice && ` (invoice ${invoice})`}. `}${card ? 'Under payment methods you can replace the card, or give its new expiry date' : 'Please add a card to the subscription'}${invoice && '; or you can pay the invoice yourself'}.`,
        ({ retryOn }) =>
          retryOn &&
          `The payment is tried again on ${retryOn}, with the card that is there by then. If that succeeds, or if it has been paid by then, you need not do anything else.`,
        ({ until }) =>
          `${until && `All licences keep working until ${until}. `}If the renewal stays unpaid, the subscription does not go on: it expires, then its licences stop working, and in the end it is deleted. You get a mail at each step.`,
      ],
      link: ({ invoice }) => (invoice ? 'See the invoice and pay it' : 'See the subscription'),
    },
    expired: {
      subject: ({ product }) => `Your subscription to ${product} has expired`,
      opening: ({ product, invoice }) =>
        `Your subscription to ${product} has expired: its term is over, and ${invoice ? 'the next one has not been paid' : 'it was not renewed'}.`,
      consequences: [
        ({ until, product }) =>
          until &&
          `Its licences keep working until ${until}. After that the subscription is disabled: nobody can use ${product} with it any more.`,
        ({ until, invoice, amount }) =>
          invoice
            ? `To bring it back, pay ${openInvoice(invoice, amount)}${until && ` before ${until}`}. The subscription is then active again, and everybody keeps their licence.`
            : `To bring it back, open the subscription${until && ` before ${until}`} and renew it. It is then active again, and everybody keeps their licence. If it is no longer needed, you need not do anything: nothing is charged.`,
      ],
      link: ({ invoice }) => (invoice ? 'See the invoice and pay it' : 'See the subscription'),
    },
    disabled: {
      subject: ({ product }) => `Your subscription to ${product} has been disabled`,
      opening: ({ product, invoice }) =>
        `Your subscription to ${product} has been disabled, because ${invoice ? 'its renewal has not been paid' : 'it was not renewed'}. Its licences do not work any more: nobody can use ${product} with them.`,
      consequences: [
        ({ until }) =>
          until &&
          `Nothing is lost yet. The subscription, and who has a licence of it, is kept until ${until}; after that it is deleted for good.`,
        ({ until, product, invoice, amount }) =>
          invoice
            ? `To bring it back, pay ${openInvoice(invoice, amount)}${until && ` before ${until}`}. The subscription is then active again, and everybody’s licence works as before.`
            : `If ${product} is still needed, you can buy a new subscription. If it is not, you need not do anything: nothing is charged.`,
      ],
      link: ({ invoice }) => (invoice ? 'See the invoice and pay it' : 'See the subscription'),
    },
    deleted: {
      subject: ({ product }) => `Your subscription to ${product} has been deleted`,
      opening: ({ product }) =>
        `Your subscription to ${product}, which had been disabled for some time, has now been deleted for good.`,
      consequences: [
        () =>
          'Its licences were taken back, and it cannot be brought back. What people made stays with your organisation.',
        ({ product }) =>
          `You will not be charged for another term of it. If ${product} is still needed, you can buy a new subscription.`,
      ],
      link: () => 'See what is on record of the subscription',
    },
    trialEnded: {
      subject: ({ product }) => `Your trial of ${product} has ended`,
      opening: ({ product }) =>
        `Your 30-day trial of ${product} has ended. It was free: nothing is charged for it.`,
      consequences: [
        ({ until, product }) =>
          until
            ? `Its licences keep working until ${until}. After that nobody can use ${product} with them.`
            : `Its licences end with it: nobody can use ${product} with them any more.`,
        ({ product }) =>
          `If you would like to go on with ${product}, you can buy it. If not, you need not do anything: the trial does not turn into a purchase by itself. What people made stays with your organisation.`,
      ],
      link: () => 'See the trial, and buy the subscription',
    },
    cardExpires: {
      subject: ({ card, untilMonth }) => `Your card (${card}) expires at the end of ${untilMonth}`,
      opening: ({ card, untilMonth }) =>
        `Your card (${card}) expires at the end of ${untilMonth}. You use it to pay for subscriptions; after that month nothing can be charged to it.`,
      consequences: [
        () =>
          'Has your bank sent you the same card with a new expiry date? Then give the new date. Do you use another card from now on? Then replace this one with it. Your subscriptions can then be renewed as usual, and everybody keeps their licence.',
        () => 'Please give card details only on the page below, after signing in, and never by mail.',
      ],
      link: () => 'See your cards, to give the new date or replace the card',
    },
    ownershipTransferred: {
      subject: ({ product }) => `The subscription to ${product} is yours now`,
      opening: ({ decidedBy, product, seats }) =>
        `${decidedBy || 'An administrator'} gave you the subscription to ${product}, with ${licences(seats)}. It is yours now.`,
      consequences: [
        ({ underControl }) =>
          `${underControl ? 'From now on you can decide whether it is renewed. Your administrators have taken control of it, and decide who has a licence of it.' : 'From now on you decide who has a licence of it, and whether it is renewed.'} Whoever has a licence keeps it, and need not do anything. You find it in your list of subscriptions, after signing in.`,
        ({ until }) =>
          until &&
          `From ${until} on it is charged to you; until then it costs you nothing. Please add a card before that day. If you do not want another term, turn its automatic renewal off before that day instead.`,
      ],
      link: ({ until }) => (until ? 'See your cards, and add one' : 'See your cards'),
    },
    requestApproved: {
      subject: ({ product }) => `Your request for ${product} was approved`,
      opening: ({ decidedBy, product, seats }) =>
        `${decidedBy || 'An administrator'} approved your request for ${product}, for ${persons(seats)}.`,
      consequences: [
        ({ product }) =>
          `Everybody named above has a licence now, and can begin to use ${product}. Nobody need do anything else.`,
        stillOpen,
      ],
      link: () => 'See your requests',
    },
    requestRejected: {
      subject: ({ product }) => `Your request for ${product} was rejected`,
      opening: ({ decidedBy, product, seats }) =>
        `${decidedBy || 'An administrator'} rejected your request for ${product}, for ${persons(seats)}.`,
      consequences: [() => 'Nothing has changed: licences that people have already stay theirs.', stillOpen],
      link: () => 'See your requests',
    },
    licenceGiven: {
      subject: ({ product }) => `You have a licence for ${product}`,
      opening: ({ askedBy, decidedBy, product }) =>
        `${askedBy || 'A colleague'} asked for a licence for ${product} for you, and ${decidedBy || 'an administrator'} approved it.`,
      consequences: [
        ({ organisation }) =>
          `Sign in with your account of ${organisation}, and you can use it. You need not do anything else.`,
      ],
      link: () => 'See your licences',
    },
  },
}

function licences(seats: number): string {
  return seats === 1 ? '1 licence' : `${seats} licences`
}

function persons(count: number): string {
  return count === 1 ? '1 person' : `${count} people`
}

function stillOpen(values: MailValues): string {
  const { stillOpen: count } = values
  if (count === 0) return ''
  const others = count === 1 ? '1 other person' : `${count} other people`
  return `Your request is still open for ${others}: another mail follows.`
}

function goesBack({ amount, card }: MailValues): string {
  return (
    amount &&
    `${amount}, tax included, goes back to the card that it was paid with${card && ` (${card})`}. It may take some days before your bank shows it.`
  )
}

function openInvoice(invoice: string, amount: string): string {
  return `invoice ${invoice}${amount && ` (${amount}, tax included)`}`
}
