import type { MailWords } from './words.ts'

export const en: MailWords = {
  frame: {
    greeting: ({ name }) => (name ? `Hello ${name},` : 'Hello,'),
    labels: {
      subscription: 'Subscription',
      organisation: 'Organisation',
      on: 'Cancelled on',
      decidedBy: 'Decided by',
      reason: 'Reason',
      licences: 'Licences in use',
    },
    askedOn: 'Asked on',
    askedBy: 'Asked by',
    ask: ({ name, decidedBy, organisation }) =>
      name === decidedBy
        ? `Questions? The IT administrators of ${organisation} can help you.`
        : `Questions? ${decidedBy} or the IT administrators of ${organisation} can help you.`,
    unnamed: { organisation: 'your organisation', decidedBy: 'an administrator' },
  },
  kinds: {
    cancelledByMove: {
      subject: ({ product }) => `Your subscription to ${product} was cancelled`,
      opening: ({ product, organisation }) =>
        `Your subscription to ${product} was cancelled, because ${organisation} now manages its users centrally.`,
      consequences: [
        ({ target }) =>
          `Whoever had a licence of this subscription goes on with one of ${target}, which your administrators manage. They need not do anything.`,
        () => 'You will not be charged for another term of this subscription.',
      ],
      link: 'See the subscription',
    },
    cancelled: {
      subject: ({ product }) => `Your subscription to ${product} was cancelled`,
      opening: ({ product }) => `Your subscription to ${product} was cancelled.`,
      consequences: [
        ({ product }) =>
          `Its licences were taken back: whoever had one can no longer use ${product} with it. What people made stays with your organisation.`,
        () => 'You will not be charged for another term of this subscription.',
      ],
      link: 'See the subscription',
    },
    requestToCancel: {
      subject: ({ product }) => `Please cancel your subscription to ${product}`,
      opening: ({ decidedBy, organisation, product }) =>
        `${decidedBy} asks you, for ${organisation}, to cancel your subscription to ${product}.`,
      consequences: [
        () => 'Nothing has changed yet: the subscription stays active until you cancel it yourself.',
        () =>
          'When it is cancelled its licences are taken back, and you will not be charged for another term.',
      ],
      link: 'Open your subscription to cancel it (after signing in; it opens for you only)',
    },
  },
}
