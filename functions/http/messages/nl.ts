import type { Messages } from './messages.ts'

const contactAdministrator = 'Dit is hier niet voor u beschikbaar. Neem contact op met uw IT-beheerder.'
const notForYou = () => contactAdministrator

export const nl: Messages = {
  contactAdministrator,
  free: {
    tag: 'Gratis',
    note: 'Dit is een gratis abonnement dat wordt geactiveerd door gebruikers in uw bedrijf.',
  },
  signUpDeleted:
    'Wie zich had aangemeld, heeft geen toegang meer, en alle gegevens en e-mail van dit abonnement worden verwijderd. Dit kan niet ongedaan worden gemaakt.',
  refusals: {
    GuestNotAllowed: notForYou,
    TenantNotEligible: notForYou,
    TenantNotManaged: notForYou,
    MarketNotEligible: notForYou,
    AccountDisabled: notForYou,
    PersonalAccount: notForYou,
    PurchaseDisabledByPolicy: notForYou,
    TrialsOnlyByPolicy: notForYou,
    SignUpDisabled: notForYou,
    NotYetAvailable: notForYou,
    ProductNotOffered: notForYou,
    InvalidRequest: () => 'Het verzoek is niet geldig.',
    ConfirmationRequired: () => 'Bevestig dit met "confirm": true. Het kan niet ongedaan worden gemaakt.',
    CardNumberNotAllowed: () =>
      'Het verzoek bevat een kaartnummer. Stuur het token dat de betaaldienst voor de kaart gaf.',
    MissingApiVersionParameter: ({ supported }) =>
      `De queryparameter api-version ontbreekt. Stuur api-version=${supported}.`,
    UnsupportedApiVersionValue: ({ supported }) =>
      `Deze api-version wordt niet ondersteund. Ondersteund: ${supported}.`,
    InvalidRepeatabilityHeader: ({ header, expected }) =>
      `Verwacht werd dat ${header} ${{ uuid: 'een UUID', visibleCharacters: '1 tot 128 zichtbare tekens', httpDate: 'een HTTP-datum' }[expected]} is.`,
    Unauthorized: () =>
      'Meld u eerst aan: verwacht werd de header Authorization met Bearer en een geldig toegangstoken van uw organisatie.',
    Forbidden: ({ anyOfRoles }) =>
      anyOfRoles
        ? `Uw rol staat dit niet toe. Nodig is een van: ${anyOfRoles}.`
        : 'Uw rol staat dit niet toe.',
    TenantNotOnboarded: () => 'Uw organisatie gebruikt deze dienst nog niet.',
    PersonNotKnown: () => 'U bent hier nog niet bekend. Vraag uw IT-beheerder om u toe te voegen.',
    DelegationExpired: ({ expires }) =>
      `Wat deze organisatie de uwe liet doen, is afgelopen op ${expires}. Vraag de beheerders ervan om het opnieuw te geven.`,
    NotYourself: () => 'U kunt dit alleen voor uzelf doen.',
    EmailMismatch: () => 'Het e-mailadres is niet het adres waarmee u bent aangemeld.',
    OwnRequestProcess: ({ message }) =>
      `Uw organisatie heeft een eigen manier om licenties aan te vragen: ${message}`,
    PaymentDeclined: () =>
      'De kaart is geweigerd en er is niets afgeschreven. Gebruik een andere kaart of vraag uw bank.',
    PaymentRefunded: () =>
      'Het abonnement is verwijderd voordat de betaling binnen was: het hele bedrag gaat terug naar de kaart.',
    PaymentMethodExpired: () => 'De kaart is verlopen. Gebruik een andere kaart.',
    SecurityCodeWrong: () => 'De bank kent deze beveiligingscode niet. Er is niets gewijzigd.',
    TaxIdNotValid: ({ country }) =>
      `Dit is geen btw-nummer van ${country}. Verwacht werd het nummer zoals de belastingdienst het schrijft.`,
    PaymentMethodNotSupported: ({ because }) =>
      ({
        notACard: 'U kunt alleen met een creditcard betalen.',
        noCard: 'Er is geen creditcard om mee te betalen. Voeg er eerst een toe aan het factureringsprofiel.',
      })[because],
    PaymentOutcomeUnknown: ({ because }) =>
      ({
        chargeUnknown:
          'Het is nog niet bekend of de betaling is gelukt. Herhaal met hetzelfde Repeatability-Request-ID en u betaalt één keer; stuurde u er geen, kijk dan over een paar minuten of het er is voordat u het opnieuw vraagt.',
        raiseUnknown:
          'Het is nog niet bekend of de betaling is gelukt. Stuur hetzelfde totaal nog eens, met de ETag van nu of van ervoor, en u betaalt één keer.',
        paymentUnknown:
          'Het is nog niet bekend of de betaling is gelukt. Stuur hetzelfde verzoek nog eens en u betaalt één keer.',
        paymentUnderWay:
          'Hiervoor loopt al een betaling. Probeer het opnieuw als die is afgehandeld, na de tijd in Retry-After.',
      })[because],
    NotFound: () => 'Dit bestaat niet, of het is niet aan u om het te weten.',
    UserNotFound: ({ missing, of, among }) =>
      missing === undefined
        ? 'Ten minste een van deze gebruikers is niet van uw organisatie. Er is niets gewijzigd.'
        : among === 'request'
          ? `${missing} van de ${of} gebruikers wachten niet op een besluit over deze aanvraag. Er is niets gewijzigd.`
          : `${missing} van de ${of} gebruikers hebben geen licentie van dit abonnement. Er is niets gewijzigd.`,
    TakeControlRequired: () => 'Het abonnement is van degene die het kocht. Neem het eerst over.',
    UnderAdminControl: () => 'Een beheerder heeft dit abonnement overgenomen. Vraag het uw IT-beheerder.',
    NotEnoughLicenses: ({ needed, available }) =>
      `Er zijn niet genoeg vrije licenties: ${needed} zijn er nodig, ${available} zijn vrij. Er is niets gewijzigd.`,
    SkuNotHeld: () => 'Van een gevraagde SKU kunt u hier geen licenties geven. `subscribedSkus` noemt ze.',
    SkuWithoutFreeLicenses: ({ skuId }) =>
      `Van SKU ${skuId} zijn er geen vrije licenties. Er is niets gewijzigd.`,
    LicenseNotHeld: () => 'De gebruiker heeft geen licentie die wordt weggehaald. Er is niets gewijzigd.',
    QuantityBelowAssigned: ({ assigned, reserved }) =>
      `Er zijn meer licenties in gebruik: ${assigned} zijn toegewezen en ${reserved} gereserveerd. Trek eerst licenties in.`,
    OperationInProgress: ({ operationId }) =>
      operationId
        ? `Bewerking ${operationId} loopt op dit abonnement. Probeer het opnieuw als die klaar is.`
        : 'Er worden gebruikers naar dit abonnement verplaatst. Probeer het opnieuw als dat klaar is.',
    OperationFinished: ({ state }) => `De bewerking is al afgelopen: ${state}.`,
    NotUndoable: ({ because }) =>
      ({
        kind: 'Een bewerking van dit soort kan niet ongedaan worden gemaakt.',
        refunded:
          'Dit kan niet ongedaan worden gemaakt: wat voor het abonnement is betaald, is teruggegeven.',
        termOver: 'Dit kan niet ongedaan worden gemaakt: de termijn van het abonnement is voorbij.',
        nothingLeft:
          'Er is niets ongedaan te maken: er is niets gewijzigd, of niets is meer zoals de bewerking het achterliet.',
      })[because],
    AlreadyUndone: ({ operationId }) =>
      `De bewerking is al ongedaan gemaakt, of dat gebeurt nu: door ${operationId}.`,
    NothingToTransfer: () => 'Deze persoon heeft geen abonnement dat aan de ander kan worden gegeven.',
    SubscriptionDeleted: ({ deletedAt }) => `Het abonnement is verwijderd op ${deletedAt}.`,
    SubscriptionNotActive: ({ state }) =>
      ({
        expired:
          'Het abonnement is verlopen: verleng het eerst. Licenties die mensen hebben, werken nog een tijd.',
        disabled: 'Het abonnement is uitgeschakeld. Het komt terug als de openstaande factuur is betaald.',
      })[state] ?? 'Het abonnement is niet actief.',
    PaymentOverdue: () =>
      'De verlenging van dit abonnement is niet betaald. Vervang de kaart van het factureringsprofiel of betaal de factuur; dan kan het weer groeien.',
    TooManyRaises: ({ days, max }) =>
      `Er zijn ${max} keer licenties toegevoegd binnen ${days} dagen. Voeg er meer tegelijk toe of wacht een dag.`,
    AlreadyPaid: () => 'Deze factuur is al betaald. Er is niets afgeschreven.',
    InvoiceNotPayable: ({ state }) =>
      ({
        creditNote: 'Er valt niets te betalen: dit is een creditnota.',
        credited: 'Er valt niets te betalen: deze hele factuur is gecrediteerd.',
      })[state],
    TrialUsed: ({ because }) =>
      because === 'theirsUsed'
        ? 'Deze persoon heeft een proefversie van dit product gehad. Geef deze aan iemand anders. Er is niets gewijzigd.'
        : 'U hebt uw proefversie van dit product gehad. U kunt het kopen.',
    CancellationAlreadyRequested: ({ requestedOn, againAt }) =>
      `De koper is op ${requestedOn} gevraagd, en dat gebeurt hoogstens één keer per week: u kunt het opnieuw vragen op ${againAt}. Er is geen e-mail verstuurd.`,
    SupportCaseClosed: () => 'Deze ondersteuningsaanvraag is afgehandeld. Open een nieuwe.',
    CancellationNotAsked: () =>
      'Geen beheerder van de organisatie heeft in deze aanvraag gevraagd om het abonnement te annuleren, of het is sindsdien aan iemand anders gegeven. Er is niets gewijzigd.',
    NotSelfService: ({ channel, because }) =>
      because === 'support'
        ? `Standaardondersteuning is voor wat iemand zelf kocht; dit abonnement is ${channel}.`
        : `Alleen een abonnement dat iemand zelf kocht, kan hier worden overgenomen of geannuleerd; dit is ${channel}.`,
    SingleUserSubscription: () =>
      'Dit is een gratis aangemeld abonnement: het heeft één licentie en alleen wie zich aanmeldde, gebruikt het.',
    PaidSubscription: () =>
      'Alleen een gratis aanmelding wordt verwijderd. Neem het beheer van dit abonnement over en verplaats dan de gebruikers of annuleer het.',
    QuantityIncreaseNotAllowed: ({ totalLicenses }) =>
      `Dit abonnement is overgenomen: van de ${totalLicenses} licenties kunnen er alleen af.`,
    LicenseRequestOpen: ({ requestId }) =>
      `U hebt voor dit product al een aanvraag openstaan: ${requestId}. Wacht tot daarover is besloten, of trek die eerst in.`,
    LicenseRequestDecided: ({ state }) =>
      `Deze aanvraag is al afgehandeld: ${{ approved: 'goedgekeurd', partlyApproved: 'deels goedgekeurd', rejected: 'afgewezen', withdrawn: 'ingetrokken' }[state]}. Er is niets gewijzigd.`,
    OrderCompleted: ({ subscriptionId }) =>
      `Deze bestelling is al afgerond: het is abonnement ${subscriptionId}. Er is niets nog eens gekocht.`,
    DomainInUse: ({ domain }) => `Het domein ${domain} is hier van een andere organisatie.`,
    TenantDeletionBlocked: ({ blockerCount }) =>
      `De organisatie kan nog niet worden verwijderd, zodat er geen gegevens verloren gaan en niets half af blijft: er ${blockerCount === 1 ? 'staat 1 ding' : `staan ${blockerCount} dingen`} in de weg. Elk staat met zijn reden onder deletionCheck.`,
    TenantDeleted: ({ deletedAt }) =>
      `De organisatie is verwijderd op ${deletedAt}. Ze kan opnieuw worden toegevoegd als haar gegevens zijn gewist.`,
    WorkItemTaken: ({ until }) =>
      `Dit werkitem is in andere handen. Wie het heeft, kan het houden tot ${until}.`,
    WorkItemNotTaken: () => 'Neem dit werkitem eerst, voordat u zegt dat het klaar is.',
    WorkItemNotReady: ({ notBefore }) => `Dit werkitem kan niet worden genomen vóór ${notBefore}.`,
    WorkItemFinished: ({ state }) =>
      ({
        done: 'Dit werkitem is al klaar.',
        withdrawn: 'Dit werkitem is ingetrokken: de gegevens zijn nodig. Wis niets.',
      })[state],
    DelegationExists: () => 'Er is al een delegatie aan deze partner. Wijzig of verwijder die.',
    TooManyWebhooks: ({ max }) =>
      `Een organisatie kan ${max} webhooks hebben. Wijzig of verwijder er een van.`,
    DeliveryNotParked: ({ state }) =>
      ({
        waiting: 'Deze gebeurtenis staat niet stil: ze wordt nog vanzelf verstuurd.',
        delivered: 'Deze gebeurtenis staat niet stil: ze is bezorgd.',
        dropped: 'Deze gebeurtenis staat niet stil: er is van afgezien.',
      })[state],
    PreconditionFailed: () =>
      'Het is gewijzigd sinds u het las. Lees het opnieuw en stuur de huidige ETag mee als If-Match.',
    PreconditionRequired: () => 'Stuur de gelezen ETag mee als If-Match.',
    GuestCannotBeAssigned: () => 'Gasten kunnen geen licentie krijgen. Niemand in dit verzoek kreeg er een.',
    UserNotActive: () => 'Dit account is uitgeschakeld: het kan niets krijgen. Er is niets gewijzigd.',
    TargetIsSource: () => 'De gebruikers zitten al op dit abonnement. Kies een ander.',
    TargetNotSuitable: ({ family }) =>
      `Daar kunnen de gebruikers niet heen: nodig is een actief abonnement uit de productfamilie ${family}.`,
    PartnerNotKnown: () =>
      'Geen organisatie die deze dienst gebruikt, heeft dit id: er is niets gedelegeerd.',
    BilledToPurchaser: () => 'Wie zelf koopt, betaalt zelf: de rekening kan niet naar een ander.',
    OtherProduct: ({ productId }) =>
      `Het abonnement is van een ander product dan de aanvraag, die voor ${productId} is. Er is niets gewijzigd.`,
    RepeatabilityMismatch: () => 'Dit herhaal-id is voor een ander verzoek gebruikt.',
    MethodNotAllowed: ({ allowed }) => `Dit adres kent die methode niet. Wel: ${allowed}.`,
    RequestTooLarge: ({ bytesMax }) => `Het verzoek is te groot: ten hoogste ${bytesMax} bytes.`,
    UnsupportedMediaType: () => 'Stuur JSON, met het inhoudstype application/json.',
    TooManyRequests: () => 'Te veel verzoeken. Wacht de tijd in Retry-After af en probeer het opnieuw.',
    ServiceUnavailable: ({ outcome }) =>
      ({
        notDone: 'Dit kan nu even niet. Probeer het opnieuw na de tijd in Retry-After.',
        unknown:
          'Het is niet bekend of dit is gedaan. Lees het opnieuw, of herhaal het verzoek met hetzelfde Repeatability-Request-ID.',
      })[outcome],
    WorkStandsStill: ({ because, seconds, failed }) =>
      ({
        neverSwept: 'De timer is nog niet door al het vergeten werk heen gekomen.',
        sweepIsLate: `De timer is ${seconds} seconden geleden voor het laatst door al het vergeten werk heen gekomen.`,
        operationDoesNotGetOn: `Een bewerking komt al ${seconds} seconden niet verder: niemand neemt de berichten ervan aan.`,
      })[because] + (failed ? ` Het mislukte bij: ${failed}.` : ''),
    InternalError: () => 'Er ging bij ons iets mis. Het is vastgelegd onder het id van het verzoek.',
  },
  notAllowed: (allowed) => `Verwacht werd een van ${allowed.join(', ')}.`,
  more: (count) => `En nog ${count} die hier niet staan.`,
  problems: {
    anotherShape: 'Verwacht werd een waarde van de vorm die de API beschrijft.',
    givenTwice: 'Verwacht werd één waarde; er zijn er meer gegeven.',
    notJson: 'Verwacht werd JSON in UTF-8.',
    notCsv:
      'Verwacht werd een CSV-bestand: een regel met de namen van de kolommen, daarna rijen met een cel voor elk.',
    noColumnOfUsers: 'Verwacht werd een kolom userId of userPrincipalName in de eerste regel.',
    unknownContinuation: 'Verwacht werd een continuation die een nextLink gaf.',
    paymentMethodNeeded: 'Verwacht werd het id van een van uw betaalmethoden.',
    cardTokenNeeded: 'Verwacht werd het token dat de betaaldienst voor de kaart gaf.',
    unknownToken: 'De betaaldienst kent dit token niet.',
    reservedId: 'Dit id is gereserveerd: het is geen organisatie.',
    trialOfProduct: 'Verwacht werd uw eigen proefversie van het product dat wordt gekocht.',
    oneAtATime: 'Verwacht werd één wijziging tegelijk: het totaal, of de verlenging.',
    rangeBackwards: 'Verwacht werd een begin dat niet na het einde van de periode ligt.',
    rangeTooLong: 'Verwacht werd een periode van ten hoogste twee jaar.',
    rangeOrDays: 'Verwacht werd een periode, of de eerste en laatste dag ervan.',
    unknownProduct: 'Verwacht werd de id van een product in de catalogus.',
    nothingToChange: 'Verwacht werd ten minste één veld om te wijzigen.',
    ungovernedProduct: 'Verwacht werd een product waarover het beleid gaat.',
    addedAndRemoved: 'Verwacht werd elke SKU één keer: deze wordt toegevoegd en weggehaald.',
    planOfAnotherSku: 'Verwacht werden serviceplannen van de SKU; dit is er geen van.',
    plansGoTogether:
      'Verwacht werd een lege lijst: de serviceplannen van een licentie horen bij elkaar en hier wordt er geen uitgezet.',
    tooManySeats: 'Verwacht werd minder: zoveel licenties worden niet tegelijk weggehaald.',
    fewerAtOnce:
      'Verwacht werden minder gebruikers tegelijk: samen hebben ze te veel licenties van dit product.',
    withinTwoYears: 'Verwacht werd een moment vanaf nu, en binnen twee jaar.',
    publicHttpsAddress:
      'Verwacht werd een https-adres dat iedereen op internet kan bereiken, zonder naam of wachtwoord erin.',
  },
  expectations: {
    emailAddress: 'Verwacht werd een e-mailadres.',
    country: 'Verwacht werd een land of regio met de twee letters ervan, zoals NL.',
    domain: 'Verwacht werd een domeinnaam zoals contoso.com.',
    usersAtMost20: 'Verwacht werden ten hoogste 20 gebruikers.',
    oneTarget: 'Verwacht werd een abonnement of een product om naar te verplaatsen, een van beide.',
    partsAtMost12: 'Verwacht werden ten hoogste 12 delen.',
    oneLine: 'Verwacht werd één regel tekst.',
    digits: 'Verwacht werden cijfers.',
    month: 'Verwacht werd een jaar en een maand, zoals 2031-12.',
  },
}
