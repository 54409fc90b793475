import type { MailValues, MailWords } from './words.ts'

export const nl: MailWords = {
  frame: {
    greeting: ({ name }) => (name ? `Hallo ${name},` : 'Hallo,'),
    labels: {
      subscription: 'Abonnement',
      organisation: 'Organisatie',
      licences: 'Licenties',
      licencesInUse: 'Licenties in gebruik',
      cancelledOn: 'Geannuleerd op',
      askedOn: 'Gevraagd op',
      renewsOn: 'Wordt verlengd op',
      newTermUntil: 'Nieuwe termijn tot',
      worksUntil: 'Licenties werken tot',
      keptUntil: 'Bewaard tot',
      deletedOn: 'Verwijderd op',
      endedOn: 'Afgelopen op',
      chargedFrom: 'Voor uw rekening vanaf',
      expiresAtEndOf: 'Verloopt eind',
      retryOn: 'Volgende poging op',
      decidedBy: 'Besloten door',
      askedBy: 'Gevraagd door',
      givenBy: 'Aan u overgedragen door',
      reason: 'Reden',
      unitPrice: 'Prijs van één licentie voor één termijn, zonder belasting',
      total: 'Totaal, met belasting',
      toPay: 'Te betalen, met belasting',
      goesBack: 'Gaat terug naar de kaart',
      card: 'Kaart',
      invoice: 'Factuur',
      product: 'Product',
      people: 'Voor',
      decidedOn: 'Besloten op',
      message: 'Bericht',
    },
    ask: ({ name, decidedBy, organisation }) =>
      decidedBy === '' || decidedBy === name
        ? `Vragen? De IT-beheerders van ${organisation} kunnen u helpen.`
        : `Vragen? ${decidedBy} of de IT-beheerders van ${organisation} kunnen u helpen.`,
    unnamedOrganisation: 'uw organisatie',
  },
  kinds: {
    cancelledByMove: {
      subject: ({ product }) => `Uw abonnement op ${product} is geannuleerd`,
      opening: ({ product, organisation }) =>
        `Uw abonnement op ${product} is geannuleerd, omdat ${organisation} de gebruikers ervan nu centraal beheert.`,
      consequences: [
        ({ target }) =>
          `Wie een licentie van dit abonnement had, gaat verder met een licentie van ${target} die uw beheerders beheren. Daar hoeft niemand iets voor te doen.`,
        goesBack,
        () => 'Voor een volgende termijn van dit abonnement wordt u niets meer berekend.',
      ],
      link: () => 'Bekijk het abonnement',
    },
    cancelled: {
      subject: ({ product }) => `Uw abonnement op ${product} is geannuleerd`,
      opening: ({ product }) => `Uw abonnement op ${product} is geannuleerd.`,
      consequences: [
        ({ product }) =>
          `De licenties zijn ingetrokken: wie er een had, kan ${product} daarmee niet meer gebruiken. Wat mensen hebben gemaakt, blijft van uw organisatie.`,
        goesBack,
        () => 'Voor een volgende termijn van dit abonnement wordt u niets meer berekend.',
      ],
      link: () => 'Bekijk het abonnement',
    },
    requestToCancel: {
      subject: ({ product }) => `Verzoek om uw abonnement op ${product} te annuleren`,
      opening: ({ decidedBy, organisation, product }) =>
        `${decidedBy || 'Een beheerder'} vraagt u namens ${organisation} om uw abonnement op ${product} te annuleren.`,
      consequences: [
        () => 'Er is nog niets veranderd: het abonnement blijft actief tot u het zelf annuleert.',
        () =>
          'Als het is geannuleerd, worden de licenties ingetrokken en wordt u geen volgende termijn meer berekend.',
      ],
      link: () => 'Open uw abonnement om het te annuleren (na aanmelden; het opent alleen voor u)',
    },
    renewalAnnounced: {
      subject: ({ product, until }) => `Uw abonnement op ${product} wordt op ${until} verlengd`,
      opening: ({ product, until, seats }) =>
        `Uw abonnement op ${product} wordt op ${until} verlengd: dan begint een nieuwe termijn, met ${licences(seats)}.`,
      consequences: [
        ({ card, amount, organisation }) =>
          card
            ? `Op die dag wordt ${amount}, inclusief belasting, van uw kaart (${card}) afgeschreven. U hoeft er niets voor te doen.`
            : `De nieuwe termijn kost ${amount}, inclusief belasting. Er is geen kaart voor: voeg vóór die dag een kaart toe aan het abonnement, tenzij ${organisation} het betaalt onder een overeenkomst.`,
        ({ until }) =>
          `Wilt u liever stoppen? Open dan vóór ${until} het abonnement en zet de automatische verlenging uit. Het verloopt dan op die dag, en er wordt u geen volgende termijn meer berekend.`,
      ],
      link: () => 'Bekijk het abonnement of zet de automatische verlenging uit',
    },
    renewed: {
      subject: ({ product }) => `Uw abonnement op ${product} is verlengd`,
      opening: ({ product, until }) =>
        `Uw abonnement op ${product} is verlengd. De nieuwe termijn loopt tot ${until}; tot dan blijven alle licenties werken. Daar hoeft niemand iets voor te doen.`,
      consequences: [
        ({ card, amount, organisation }) =>
          card
            ? `Voor de nieuwe termijn is ${amount}, inclusief belasting, van uw kaart (${card}) afgeschreven.`
            : `Voor de nieuwe termijn is ${amount}, inclusief belasting, op de overeenkomst van ${organisation} gezet, en van een kaart is niets afgeschreven.`,
        ({ invoice }) => invoice && `Factuur ${invoice} vindt u bij uw facturen, na aanmelden.`,
      ],
      link: () => 'Bekijk het abonnement',
    },
    renewalDeclined: {
      subject: ({ product }) => `De verlenging van uw abonnement op ${product} is nog niet betaald`,
      opening: ({ product, card }) =>
        card
          ? `De verlenging van uw abonnement op ${product} kon niet van uw kaart (${card}) worden afgeschreven: de bank weigerde de betaling, of de kaart is verlopen.`
          : `De verlenging van uw abonnement op ${product} kon niet worden afgeschreven, omdat er geen kaart voor is.`,
      consequences: [
        ({ amount, card, invoice }) =>
          `${amount && `Er moet nog ${amount} worden betaald, inclusief belasting${invoice && ` (factuur ${invoice})`}. `}${card ? 'Bij uw betaalmethoden kunt u de kaart vervangen, of de nieuwe vervaldatum ervan opgeven' : 'Voeg een kaart toe aan het abonnement'}${invoice && '; of u kunt de factuur zelf betalen'}.`,
        ({ retryOn }) =>
          retryOn &&
          `Op ${retryOn} wordt de betaling opnieuw geprobeerd, met de kaart die er dan is. Lukt dat, of is er al eerder betaald, dan hoeft u verder niets te doen.`,
        ({ until }) =>
          `${until && `Alle licenties blijven werken tot ${until}. `}Wordt de verlenging niet betaald, dan gaat het abonnement niet verder: het verloopt, daarna werken de licenties niet meer, en ten slotte wordt het verwijderd. Bij elke stap krijgt u een mail.`,
      ],
      link: ({ invoice }) => (invoice ? 'Bekijk de factuur en betaal deze' : 'Bekijk het abonnement'),
    },
    expired: {
      subject: ({ product }) => `Uw abonnement op ${product} is verlopen`,
      opening: ({ product, invoice }) =>
        `Uw abonnement op ${product} is verlopen: de termijn is voorbij, en ${invoice ? 'de volgende is niet betaald' : 'het is niet verlengd'}.`,
      consequences: [
        ({ until, product }) =>
          until &&
          `De licenties blijven werken tot ${until}. Daarna wordt het abonnement uitgeschakeld: niemand kan ${product} er dan nog mee gebruiken.`,
        ({ until, invoice, amount }) =>
          invoice
            ? `Om het terug te krijgen, betaalt u${until && ` vóór ${until}`} ${openInvoice(invoice, amount)}. Het abonnement is dan weer actief, en niemand raakt een licentie kwijt.`
            : `Om het terug te krijgen, opent u${until && ` vóór ${until}`} het abonnement en verlengt u het. Het is dan weer actief, en niemand raakt een licentie kwijt. Is het niet meer nodig, dan hoeft u niets te doen: er wordt u niets berekend.`,
      ],
      link: ({ invoice }) => (invoice ? 'Bekijk de factuur en betaal deze' : 'Bekijk het abonnement'),
    },
    disabled: {
      subject: ({ product }) => `Uw abonnement op ${product} is uitgeschakeld`,
      opening: ({ product, invoice }) =>
        `Uw abonnement op ${product} is uitgeschakeld, omdat ${invoice ? 'de verlenging niet is betaald' : 'het niet is verlengd'}. De licenties werken niet meer: niemand kan ${product} ermee gebruiken.`,
      consequences: [
        ({ until }) =>
          until &&
          `Er is nog niets verloren. Het abonnement, en wie er een licentie van heeft, blijft bewaard tot ${until}; daarna wordt het voorgoed verwijderd.`,
        ({ until, product, invoice, amount }) =>
          invoice
            ? `Om het terug te krijgen, betaalt u${until && ` vóór ${until}`} ${openInvoice(invoice, amount)}. Het abonnement is dan weer actief, en ieders licentie werkt weer als voorheen.`
            : `Is ${product} nog nodig, dan kunt u een nieuw abonnement kopen. Is dat niet zo, dan hoeft u niets te doen: er wordt u niets berekend.`,
      ],
      link: ({ invoice }) => (invoice ? 'Bekijk de factuur en betaal deze' : 'Bekijk het abonnement'),
    },
    deleted: {
      subject: ({ product }) => `Uw abonnement op ${product} is verwijderd`,
      opening: ({ product }) =>
        `Uw abonnement op ${product}, dat al enige tijd was uitgeschakeld, is nu voorgoed verwijderd.`,
      consequences: [
        () =>
          'De licenties zijn ingetrokken, en het abonnement kan niet meer worden teruggehaald. Wat mensen hebben gemaakt, blijft van uw organisatie.',
        ({ product }) =>
          `Voor een volgende termijn ervan wordt u niets meer berekend. Is ${product} nog nodig, dan kunt u een nieuw abonnement kopen.`,
      ],
      link: () => 'Bekijk wat er van het abonnement is vastgelegd',
    },
    trialEnded: {
      subject: ({ product }) => `Uw proefabonnement op ${product} is afgelopen`,
      opening: ({ product }) =>
        `Uw proefabonnement van 30 dagen op ${product} is afgelopen. Het was gratis: er wordt u niets voor berekend.`,
      consequences: [
        ({ until, product }) =>
          until
            ? `De licenties blijven werken tot ${until}. Daarna kan niemand ${product} er nog mee gebruiken.`
            : `De licenties eindigen daarmee: niemand kan ${product} er nog mee gebruiken.`,
        ({ product }) =>
          `Wilt u verder met ${product}, dan kunt u het kopen. Zo niet, dan hoeft u niets te doen: het proefabonnement wordt niet vanzelf een aankoop. Wat mensen hebben gemaakt, blijft van uw organisatie.`,
      ],
      link: () => 'Bekijk het proefabonnement en koop het abonnement',
    },
    cardExpires: {
      subject: ({ card, untilMonth }) => `Uw kaart (${card}) verloopt eind ${untilMonth}`,
      opening: ({ card, untilMonth }) =>
        `Uw kaart (${card}) verloopt eind ${untilMonth}. U betaalt er abonnementen mee; na die maand kan er niets meer van worden afgeschreven.`,
      consequences: [
        () =>
          'Heeft uw bank u dezelfde kaart met een nieuwe vervaldatum gestuurd? Geef dan de nieuwe datum op. Gebruikt u voortaan een andere kaart? Vervang deze dan door die andere. Uw abonnementen kunnen dan gewoon worden verlengd, en niemand raakt een licentie kwijt.',
        () => 'Geef kaartgegevens alleen op de pagina hieronder op, na aanmelden, en nooit per mail.',
      ],
      link: () => 'Bekijk uw kaarten, om de nieuwe datum op te geven of de kaart te vervangen',
    },
    ownershipTransferred: {
      subject: ({ product }) => `Het abonnement op ${product} is nu van u`,
      opening: ({ decidedBy, product, seats }) =>
        `${decidedBy || 'Een beheerder'} heeft het abonnement op ${product}, met ${licences(seats)}, aan u overgedragen. Het is nu van u.`,
      consequences: [
        ({ underControl }) =>
          `${underControl ? 'Vanaf nu kunt u beslissen of het wordt verlengd. Uw beheerders hebben het beheer ervan overgenomen en beslissen wie er een licentie van heeft.' : 'Vanaf nu beslist u wie er een licentie van heeft, en of het wordt verlengd.'} Wie een licentie heeft, houdt die, en hoeft daar niets voor te doen. U vindt het abonnement in uw lijst, na aanmelden.`,
        ({ until }) =>
          until &&
          `Vanaf ${until} is het voor uw rekening; tot dan kost het u niets. Voeg vóór die dag een kaart toe. Wilt u geen volgende termijn, zet dan in plaats daarvan vóór die dag de automatische verlenging uit.`,
      ],
      link: ({ until }) => (until ? 'Bekijk uw kaarten en voeg er een toe' : 'Bekijk uw kaarten'),
    },
    requestApproved: {
      subject: ({ product }) => `Uw aanvraag voor ${product} is goedgekeurd`,
      opening: ({ decidedBy, product, seats }) =>
        `${decidedBy || 'Een beheerder'} heeft uw aanvraag voor ${product} goedgekeurd, voor ${persons(seats)}.`,
      consequences: [
        ({ product }) =>
          `Iedereen die hierboven staat, heeft nu een licentie en kan ${product} gaan gebruiken. Daar hoeft niemand verder iets voor te doen.`,
        stillOpen,
      ],
      link: () => 'Bekijk uw aanvragen',
    },
    requestRejected: {
      subject: ({ product }) => `Uw aanvraag voor ${product} is afgewezen`,
      opening: ({ decidedBy, product, seats }) =>
        `${decidedBy || 'Een beheerder'} heeft uw aanvraag voor ${product} afgewezen, voor ${persons(seats)}.`,
      consequences: [() => 'Er is niets veranderd: licenties die mensen al hebben, houden zij.', stillOpen],
      link: () => 'Bekijk uw aanvragen',
    },
    licenceGiven: {
      subject: ({ product }) => `U hebt een licentie voor ${product}`,
      opening: ({ askedBy, decidedBy, product }) =>
        `${askedBy || 'Een collega'} heeft voor u een licentie voor ${product} aangevraagd, en ${decidedBy || 'een beheerder'} heeft die goedgekeurd.`,
      consequences: [
        ({ organisation }) =>
          `Meld u aan met uw account van ${organisation}, en u kunt het gebruiken. U hoeft er verder niets voor te doen.`,
      ],
      link: () => 'Bekijk uw licenties',
    },
  },
}

function licences(seats: number): string {
  return seats === 1 ? '1 licentie' : `${seats} licenties`
}

function persons(count: number): string {
  return count === 1 ? '1 persoon' : `${count} personen`
}

function stillOpen(values: MailValues): string {
  const { stillOpen: count } = values
  return count === 0 ? '' : `Voor nog ${persons(count)} staat uw aanvraag open: daarover volgt een e-mail.`
}

function goesBack({ amount, card }: MailValues): string {
  return (
    amount &&
    `${amount}, inclusief belasting, gaat terug naar de kaart waarmee is betaald${card && ` (${card})`}. Het kan enkele dagen duren voordat uw bank het laat zien.`
  )
}

function openInvoice(invoice: string, amount: string): string {
  return `factuur ${invoice}${amount && ` (${amount}, inclusief belasting)`}`
}
