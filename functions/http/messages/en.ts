import type { Messages } from './messages.ts'

/** One sentence for every reason: it tells what to do, and nothing of how the organisation has set things (R148). */
const contactAdministrator = 'This is not available to you here. Please contact your IT admin.'
const notForYou = () => contactAdministrator

export const en: Messages = {
  contactAdministrator,
  free: {
    tag: 'Free',
    note: 'This is a free subscription that is activated by users in your company',
  },
  signUpDeleted:
    'The person who signed up has no access any more, and all their data and e-mail of this subscription are being deleted. This cannot be taken back.',
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
    InvalidRequest: () => 'The request is not valid.',
    ConfirmationRequired: () => 'Please confirm: send "confirm": true. This cannot be taken back.',
    CardNumberNotAllowed: () =>
      'The request holds a card number. Send the token that the payment gateway gave for the card.',
    MissingApiVersionParameter: ({ supported }) =>
      `The query parameter api-version is missing. Send api-version=${supported}.`,
    UnsupportedApiVersionValue: ({ supported }) =>
      `This api-version is not supported. Supported: ${supported}.`,
    InvalidRepeatabilityHeader: ({ header, expected }) =>
      `Expected ${header} to be ${{ uuid: 'a UUID', visibleCharacters: '1 to 128 visible characters', httpDate: 'an HTTP date' }[expected]}.`,
    Unauthorized: () =>
      'Sign in first: expected the header Authorization with Bearer and a valid access token of your organisation.',
    Forbidden: ({ anyOfRoles }) =>
      anyOfRoles
        ? `Your role does not allow this. It needs one of: ${anyOfRoles}.`
        : 'Your role does not allow this.',
    TenantNotOnboarded: () => 'Your organisation does not use this service yet.',
    PersonNotKnown: () => 'You are not known here yet. Ask your IT admin to add you.',
    DelegationExpired: ({ expires }) =>
      `What this organisation let yours do ended on ${expires}. Ask its administrators to give it anew.`,
    NotYourself: () => 'You can do this for yourself only.',
    EmailMismatch: () => 'The e-mail address is not the one you signed in with.',
    OwnRequestProcess: ({ message }) => `Your organisation has its own way to ask for licences: ${message}`,
    PaymentDeclined: () =>
      'The card was declined, and nothing was charged. Use another card or ask your bank.',
    PaymentRefunded: () =>
      'The subscription was deleted before the payment went through: the whole amount goes back to the card.',
    PaymentMethodExpired: () => 'The card has expired. Use another one.',
    SecurityCodeWrong: () => 'The bank does not know this security code. Nothing was changed.',
    TaxIdNotValid: ({ country }) =>
      `This is no tax id of ${country}. Expected one as the tax office writes it.`,
    PaymentMethodNotSupported: ({ because }) =>
      ({
        notACard: 'You can pay by credit card only.',
        noCard: 'There is no credit card to pay with. Add one to the billing profile first.',
      })[because],
    PaymentOutcomeUnknown: ({ because }) =>
      ({
        chargeUnknown:
          'It is not known yet whether the payment went through. Repeat with the same Repeatability-Request-ID and you pay once; if you sent none, see in a few minutes whether it is there before you ask again.',
        raiseUnknown:
          'It is not known yet whether the payment went through. Send the same total again, with the ETag of now or of before, and you pay once.',
        paymentUnknown:
          'It is not known yet whether the payment went through. Send the same request again and you pay once.',
        paymentUnderWay:
          'A payment for this is under way. Try again when that is settled, after the time in Retry-After.',
      })[because],
    NotFound: () => 'There is no such resource, or it is not for you to know.',
    UserNotFound: ({ missing, of, among }) =>
      missing === undefined
        ? 'At least one of these users is not in your organisation. Nothing was changed.'
        : among === 'request'
          ? `${missing} of the ${of} users do not wait for a decision on this request. Nothing was changed.`
          : `${missing} of the ${of} users hold no licence of this subscription. Nothing was changed.`,
    TakeControlRequired: () =>
      'The subscription belongs to the person who bought it. Take control of it first.',
    UnderAdminControl: () => 'An administrator has taken control of this subscription. Ask your IT admin.',
    NotEnoughLicenses: ({ needed, available }) =>
      `There are not enough free licences: ${needed} are needed, ${available} are free. Nothing was changed.`,
    SkuNotHeld: () =>
      'A SKU that is asked for is none of which you may give licences here. `subscribedSkus` lists them.',
    // Word for word as Graph says it: tools look for it.
    SkuWithoutFreeLicenses: ({ skuId }) =>
      `Subscription with SKU ${skuId} does not have any available licenses.`,
    LicenseNotHeld: () => 'User does not have a corresponding license. Nothing was changed.',
    QuantityBelowAssigned: ({ assigned, reserved }) =>
      `More licences are in use than that: ${assigned} are assigned and ${reserved} reserved. Take licences from people first.`,
    OperationInProgress: ({ operationId }) =>
      operationId
        ? `Operation ${operationId} is running on this subscription. Try again when it has ended.`
        : 'Users are being moved into this subscription. Try again when that has ended.',
    OperationFinished: ({ state }) => `The operation has ended already: ${state}.`,
    NotUndoable: ({ because }) =>
      ({
        kind: 'An operation of this kind cannot be undone.',
        refunded: 'This cannot be undone: what was paid for the subscription has gone back.',
        termOver: 'This cannot be undone: the term of the subscription is over.',
        nothingLeft:
          'There is nothing to undo: nothing was changed, or none of it is as the operation left it.',
      })[because],
    AlreadyUndone: ({ operationId }) =>
      `The operation is undone already, or being undone: by ${operationId}.`,
    NothingToTransfer: () => 'There is no subscription of this person that could be given to the other one.',
    SubscriptionDeleted: ({ deletedAt }) => `The subscription was deleted at ${deletedAt}.`,
    SubscriptionNotActive: ({ state }) =>
      ({
        expired:
          'The subscription has expired: renew it first. Licences that people have still work for a while.',
        disabled: 'The subscription was disabled. It comes back when its open invoice is paid.',
      })[state] ?? 'The subscription is not active.',
    PaymentOverdue: () =>
      'The renewal of this subscription is not paid. Replace the card of the billing profile, or pay the invoice; then it can grow again.',
    TooManyRaises: ({ days, max }) =>
      `Licences were added ${max} times within ${days} days. Add more of them at once, or wait a day.`,
    AlreadyPaid: () => 'This invoice is paid already. Nothing was charged.',
    InvoiceNotPayable: ({ state }) =>
      ({
        creditNote: 'There is nothing to pay: this is a credit note.',
        credited: 'There is nothing to pay: all of this invoice was credited.',
      })[state],
    TrialUsed: ({ because }) =>
      because === 'theirsUsed'
        ? 'This person has had their trial of this product. Give it to somebody else. Nothing was changed.'
        : 'You have had your trial of this product. You can buy it.',
    CancellationAlreadyRequested: ({ requestedOn, againAt }) =>
      `The purchaser was asked on ${requestedOn}, and is asked once a week at most: you can ask again at ${againAt}. No mail was sent.`,
    SupportCaseClosed: () => 'This support case is resolved. Open another one.',
    CancellationNotAsked: () =>
      'No administrator of the organisation has asked in this case to cancel the subscription, or it was given to another person since. Nothing was changed.',
    NotSelfService: ({ channel, because }) =>
      because === 'support'
        ? `Standard support is for what somebody bought for themselves; this subscription is ${channel}.`
        : `Only a subscription that somebody bought for themselves can be taken over or cancelled here; this one is ${channel}.`,
    SingleUserSubscription: () =>
      'This is a sign-up subscription: it has one licence, and only the person who signed up uses it.',
    PaidSubscription: () =>
      'Only what somebody signed up for, free, is deleted. Take control of this subscription, then move its users or cancel it.',
    QuantityIncreaseNotAllowed: ({ totalLicenses }) =>
      `This subscription was taken over: its ${totalLicenses} licences can only become fewer.`,
    LicenseRequestOpen: ({ requestId }) =>
      `You have a request for this product open already: ${requestId}. Wait until it is decided, or withdraw it first.`,
    LicenseRequestDecided: ({ state }) =>
      `This request is over already: ${{ approved: 'approved', partlyApproved: 'approved in part', rejected: 'rejected', withdrawn: 'withdrawn' }[state]}. Nothing was changed.`,
    OrderCompleted: ({ subscriptionId }) =>
      `This order was completed before: it is subscription ${subscriptionId}. Nothing was bought again.`,
    DomainInUse: ({ domain }) => `The domain ${domain} belongs to another organisation here.`,
    TenantDeletionBlocked: ({ blockerCount }) =>
      `The organisation cannot be deleted yet, so that no data is lost and nothing is left half done: ${blockerCount} ${blockerCount === 1 ? 'thing stands' : 'things stand'} in the way. Each is listed with its reason under deletionCheck.`,
    TenantDeleted: ({ deletedAt }) =>
      `The organisation was deleted at ${deletedAt}. It can be onboarded anew when the purge of its data is done.`,
    WorkItemTaken: ({ until }) =>
      `This work item is in other hands. Whoever has it can keep it until ${until}.`,
    WorkItemNotTaken: () => 'Take this work item before you say that it is done.',
    WorkItemNotReady: ({ notBefore }) => `This work item cannot be taken before ${notBefore}.`,
    WorkItemFinished: ({ state }) =>
      ({
        done: 'This work item is done already.',
        withdrawn: 'This work item was withdrawn: the data is needed. Remove nothing.',
      })[state],
    DelegationExists: () => 'There is a delegation to this partner already. Change or delete that one.',
    TooManyWebhooks: ({ max }) =>
      `An organisation can have ${max} webhooks. Change or delete one of those that there are.`,
    DeliveryNotParked: ({ state }) =>
      ({
        waiting: 'This event is not parked: it is still to be sent by itself.',
        delivered: 'This event is not parked: it was delivered.',
        dropped: 'This event is not parked: it was dropped.',
      })[state],
    PreconditionFailed: () =>
      'It has changed since you read it. Read it again, and send its present ETag as If-Match.',
    PreconditionRequired: () => 'Send the ETag that you read as If-Match.',
    GuestCannotBeAssigned: () => 'Guests cannot get a licence. Nobody of the request got one.',
    UserNotActive: () => 'This account is disabled: it can be given nothing. Nothing was changed.',
    TargetIsSource: () => 'The users are on this subscription already. Choose another one.',
    TargetNotSuitable: ({ family }) =>
      `Users cannot move there: an active subscription of the product family ${family} is needed.`,
    PartnerNotKnown: () => 'No organisation that uses this service has this id: nothing was delegated.',
    BilledToPurchaser: () =>
      'Whoever buys for themselves pays themselves: it cannot be billed to anyone else.',
    OtherProduct: ({ productId }) =>
      `The subscription is of another product than the request, which is for ${productId}. Nothing was changed.`,
    RepeatabilityMismatch: () => 'This repeatability id was used for another request.',
    MethodNotAllowed: ({ allowed }) => `This address does not take that method. It takes: ${allowed}.`,
    RequestTooLarge: ({ bytesMax }) => `The request is too large: at most ${bytesMax} bytes are taken.`,
    UnsupportedMediaType: () => 'Send JSON, with the content type application/json.',
    TooManyRequests: () => 'Too many requests. Slow down, and try again after the time in Retry-After.',
    ServiceUnavailable: ({ outcome }) =>
      ({
        notDone: 'This is not possible right now. Try again after the time in Retry-After.',
        unknown:
          'It is not known whether this was done. Read the resource, or repeat the request with the same Repeatability-Request-ID.',
      })[outcome],
    WorkStandsStill: ({ because, seconds, failed }) =>
      ({
        neverSwept: 'The timer has not got through all forgotten work yet.',
        sweepIsLate: `The timer last got through all forgotten work ${seconds} seconds ago.`,
        operationDoesNotGetOn: `An operation has not got on for ${seconds} seconds: nobody takes its messages.`,
      })[because] + (failed ? ` It failed at: ${failed}.` : ''),
    InternalError: () => 'Something went wrong on our side. It has been logged under the request id.',
  },
  notAllowed: (allowed) => `Expected one of ${allowed.join(', ')}.`,
  more: (count) => `And ${count} more that are not listed here.`,
  problems: {
    anotherShape: 'Expected a value of the shape that the API describes.',
    givenTwice: 'Expected once; it was given more than once.',
    notJson: 'Expected JSON in UTF-8.',
    notCsv: 'Expected a CSV file: a line with the names of its columns, then rows with a cell for each.',
    noColumnOfUsers: 'Expected a column userId or userPrincipalName in the first line.',
    unknownContinuation: 'Expected a continuation that a nextLink gave.',
    paymentMethodNeeded: 'Expected the id of one of your payment methods.',
    cardTokenNeeded: 'Expected the token that the payment gateway gave for the card.',
    unknownToken: 'The payment gateway does not know this token.',
    reservedId: 'The id is reserved: it is no organisation.',
    trialOfProduct: 'Expected your own trial of the product that is bought.',
    oneAtATime: 'Expected one change at a time: the total, or whether it renews.',
    rangeBackwards: 'Expected a beginning that is not later than the end of the range.',
    rangeTooLong: 'Expected a range of two years at most.',
    rangeOrDays: 'Expected either a range or its first and last day.',
    unknownProduct: 'Expected the id of a product in the catalogue.',
    nothingToChange: 'Expected at least one field to change.',
    ungovernedProduct: 'Expected a product that the policy governs.',
    addedAndRemoved: 'Expected each SKU once: it is to be added and removed.',
    planOfAnotherSku: 'Expected service plans of the SKU; this is none of them.',
    plansGoTogether:
      'Expected an empty list: the service plans of a licence are given together, and none is switched off here.',
    tooManySeats: 'Expected fewer: so many licences are not taken back at once.',
    fewerAtOnce: 'Expected fewer users at once: together they hold too many licences of this product.',
    withinTwoYears: 'Expected a moment from now on, and within two years.',
    publicHttpsAddress:
      'Expected an https address that everybody on the internet can reach, without a name or password in it.',
  },
  expectations: {
    emailAddress: 'Expected an e-mail address.',
    country: 'Expected a country or region by its two letters, such as NL.',
    domain: 'Expected a domain name such as contoso.com.',
    usersAtMost20: 'Expected at most 20 users.',
    oneTarget: 'Expected either a subscription or a product to move to.',
    partsAtMost12: 'Expected at most 12 parts.',
    oneLine: 'Expected one line of text.',
    digits: 'Expected digits.',
    month: 'Expected a year and a month, such as 2031-12.',
  },
}
