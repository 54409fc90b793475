import type { MailWords } from './words.ts'

export const nl: MailWords = {
  frame: {
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
  kinds: {
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
