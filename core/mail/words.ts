import type { Language } from '../kernel/language.ts'
import type { MailKind } from './mail.ts'

/** What a mail tells, ready to show: one line each, in the language of the mail. */
export interface Told {
  readonly name: string
  readonly organisation: string
  readonly product: string
  readonly target: string
  readonly seats: number
  readonly decidedBy: string
  readonly on: string
}

/** The words of one kind of mail. Both languages say the same; English is the reference (R177). */
interface Words {
  subject(told: Told): string
  opening(told: Told): string
  /** What becomes of the licences, and of the money. */
  readonly consequences: readonly ((told: Told) => string)[]
  readonly link: string
}

interface Frame {
  greeting(told: Told): string
  readonly labels: {
    readonly subscription: string
    readonly organisation: string
    readonly on: string
    readonly decidedBy: string
    readonly reason: string
    readonly licences: string
  }
  readonly askedOn: string
  readonly askedBy: string
  /** Whom to ask; not the reader himself, when it was his decision. */
  ask(told: Told): string
  readonly unnamed: { readonly organisation: string; readonly decidedBy: string }
}

export const frames: Readonly<Record<Language, Frame>> = {
  en: {
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
  nl: {
    greeting: ({ name }) => (name ? `Hallo ${name},` : 'Hallo,'),
    labels: {
      subscription: 'Abonnement',
      organisation: 'Organisatie',
      on: 'Geannuleerd op',
      decidedBy: 'Besloten door',
      reason: 'Reden',
      licences: 'Licenties in gebruik',
    },
    askedOn: 'Gevraagd op',
    askedBy: 'Gevraagd door',
    ask: ({ name, decidedBy, organisation }) =>
      name === decidedBy
        ? `Vragen? De IT-beheerders van ${organisation} kunnen u helpen.`
        : `Vragen? ${decidedBy} of de IT-beheerders van ${organisation} kunnen u helpen.`,
    unnamed: { organisation: 'uw organisatie', decidedBy: 'een beheerder' },
  },
}

export const words: Readonly<Record<Language, Readonly<Record<MailKind, Words>>>> = {
  en: {
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
  nl: {
    cancelledByMove: {
      subject: ({ product }) => `Uw abonnement op ${product} is geannuleerd`,
      opening: ({ product, organisation }) =>
        `Uw abonnement op ${product} is geannuleerd, omdat ${organisation} de gebruikers ervan nu centraal beheert.`,
      consequences: [
        ({ target }) =>
          `Wie een licentie van dit abonnement had, gaat verder met een licentie van ${target} die uw beheerders beheren. Daar hoeft niemand iets voor te doen.`,
        () => 'Voor een volgende termijn van dit abonnement wordt u niets meer berekend.',
      ],
      link: 'Bekijk het abonnement',
    },
    cancelled: {
      subject: ({ product }) => `Uw abonnement op ${product} is geannuleerd`,
      opening: ({ product }) => `Uw abonnement op ${product} is geannuleerd.`,
      consequences: [
        ({ product }) =>
          `De licenties zijn ingetrokken: wie er een had, kan ${product} daarmee niet meer gebruiken. Wat mensen hebben gemaakt, blijft van uw organisatie.`,
        () => 'Voor een volgende termijn van dit abonnement wordt u niets meer berekend.',
      ],
      link: 'Bekijk het abonnement',
    },
    requestToCancel: {
      subject: ({ product }) => `Verzoek om uw abonnement op ${product} te annuleren`,
      opening: ({ decidedBy, organisation, product }) =>
        `${decidedBy} vraagt u namens ${organisation} om uw abonnement op ${product} te annuleren.`,
      consequences: [
        () => 'Er is nog niets veranderd: het abonnement blijft actief tot u het zelf annuleert.',
        () =>
          'Als het is geannuleerd, worden de licenties ingetrokken en wordt u geen volgende termijn meer berekend.',
      ],
      link: 'Open uw abonnement om het te annuleren (na aanmelden; het opent alleen voor u)',
    },
  },
}
