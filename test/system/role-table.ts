/** Who may call what: written from the description of the API, and on purpose not from the code. */

export const roles = [
  'nobody',
  'member',
  'purchaser',
  'billingAdmin',
  'globalAdmin',
  'globalReader',
  'licenseAdmin',
  'userAdmin',
  'guest',
  'partner',
  'delegated',
  'expired',
  'disabled',
  'support',
  'operatorReads',
  'operatorManages',
] as const
export type RoleName = (typeof roles)[number]

/** `ok` is any answer but 401, 403, 404 and a failure: a state or a body may still be refused. */
export type Verdict = 'ok' | 401 | 403 | 404

/**
 * Which of several resources the call is about. The purchaser bought `selfService` and `takenOver`, the billing
 * administrator bought `central`; cards are the global administrator’s, profiles and invoices the organisation’s, unless
 * they are `purchasersBills`; the member holds a licence of each but sees none of them.
 */
export type About =
  | 'selfService'
  | 'takenOver'
  | 'central'
  | 'ownCancel'
  | 'adminsMove'
  | 'purchasersBills'
  | 'signUp'
  | 'buyCentrally'
  | 'aboutSelfService'
  | 'aboutTakenOver'

export interface Row {
  /** Method and route as the OpenAPI page shows them. */
  readonly call: string
  readonly about?: About
  readonly verdicts: Readonly<Record<RoleName, Verdict>>
}

type Insiders = readonly [
  member: Verdict,
  purchaser: Verdict,
  billingAdmin: Verdict,
  globalAdmin: Verdict,
  globalReader: Verdict,
  licenseAdmin: Verdict,
  userAdmin: Verdict,
  guest: Verdict,
  /** Where it is not the same as a Billing Administrator's: whoever acts by delegation has nothing of their own. */
  delegated?: Verdict,
]

/**
 * Whoever is of another organisation does not even learn that this one exists: support, operators, and a partner without
 * a delegation. A delegation of the role of a Billing Administrator gives what that role may; after its end nothing.
 */
function within(call: string, about: About | undefined, ...insiders: Insiders): Row {
  const [member, purchaser, billingAdmin, globalAdmin, globalReader, licenseAdmin, userAdmin, guest] =
    insiders
  const [, , , , , , , , delegated = billingAdmin] = insiders
  return {
    call: call.replace(' ', ' /tenants/{t}').replace(/\/$/, ''),
    ...(about ? { about } : {}),
    verdicts: {
      nobody: 401,
      ...{ member, purchaser, billingAdmin, globalAdmin, globalReader, licenseAdmin, userAdmin, guest },
      ...{ partner: 404, delegated, expired: 403, disabled: 403 },
      ...{ support: 404, operatorReads: 404, operatorManages: 404 },
    },
  }
}

function everybody(call: string): Row {
  return { call, verdicts: sameForAll('ok') }
}

/** About whoever asks. */
function own(call: string): Row {
  return { call, verdicts: { ...sameForAll('ok'), nobody: 401, disabled: 403 } }
}

function operators(call: string, operatorReads: Verdict): Row {
  return { call, verdicts: { ...sameForAll(403), nobody: 401, operatorReads, operatorManages: 'ok' } }
}

/**
 * Within the organisation of the token, at an address that existing tools call. Whoever is of another organisation is
 * an administrator there, `elsewhere`, or, like support and operators, one of the members of one that has bought nothing:
 * a delegation counts for nothing here.
 */
function ofTools(call: string, elsewhere: Verdict, members: Verdict, ...insiders: Insiders): Row {
  const { verdicts } = within('GET /', undefined, ...insiders)
  const administrators = { partner: elsewhere, expired: elsewhere }
  const ofOthers = {
    delegated: members,
    support: members,
    operatorReads: members,
    operatorManages: members,
  }
  return { call, verdicts: { ...verdicts, ...administrators, ...ofOthers } }
}

/** Whoever carries out what administrators ask of customer support. */
function supporters(call: string): Row {
  return { call, verdicts: { ...sameForAll(403), nobody: 401, support: 'ok' } }
}

function sameForAll(verdict: Verdict): Record<RoleName, Verdict> {
  return Object.fromEntries(roles.map((role) => [role, verdict])) as Record<RoleName, Verdict>
}

/** The two rows that stand most often: what administrators read, the Global Reader with them, and what they do. */
const administratorsRead: Insiders = [403, 403, 'ok', 'ok', 'ok', 403, 403, 403]
const administratorsAct: Insiders = [403, 403, 'ok', 'ok', 403, 403, 403, 403]

const subscription = '/subscriptions/{id}'

export const roleTable: readonly Row[] = [
  //                                             member purchaser billing global reader License user guest
  within('GET /', undefined, ...administratorsRead),
  within('PATCH /', undefined, 403, 403, 403, 'ok', 403, 403, 403, 403),
  within('DELETE /', undefined, 403, 403, 403, 'ok', 403, 403, 403, 403),
  within('GET /deletionCheck', undefined, 403, 403, 403, 'ok', 403, 403, 403, 403),
  within('GET /guests', undefined, ...administratorsRead),
  within('GET /users', undefined, 403, 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 403),
  within('GET /users/me/licenses', undefined, 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok'),

  within('GET /capacity', undefined, ...administratorsRead),
  within('GET /dataPolicies', undefined, ...administratorsRead),
  within('PUT /dataPolicies', undefined, ...administratorsAct),

  // The global administrator asked.
  within('GET /licenseRequests', undefined, 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok'),
  within('POST /licenseRequests', undefined, 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 403, 403),
  within('GET /licenseRequests/{id}', undefined, 404, 404, 'ok', 'ok', 'ok', 'ok', 'ok', 404),
  ...['approve', 'reject'].map((verb) =>
    within(`POST /licenseRequests/{id}/${verb}`, undefined, 403, 403, 'ok', 'ok', 403, 'ok', 'ok', 403),
  ),
  within('POST /licenseRequests/{id}/withdraw', undefined, 404, 404, 403, 'ok', 403, 403, 403, 403),

  within('GET /products', undefined, 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 403),
  within('GET /products/{id}', undefined, 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 403),
  within('GET /eligibility', undefined, 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 403),
  within('POST /quotes', undefined, 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 403),
  within('POST /paymentMethods', undefined, 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 403, 403),
  within('GET /paymentMethods', undefined, 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 403, 403),
  within('GET /paymentMethods/{id}', undefined, 404, 404, 404, 'ok', 404, 404, 404, 403, 403),
  within('PATCH /paymentMethods/{id}', undefined, 404, 404, 404, 'ok', 404, 404, 404, 403, 403),

  ...['/billingProfiles', '/invoices'].map((bills) =>
    within(`GET ${bills}`, undefined, 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 403),
  ),
  ...['/billingProfiles/{id}', '/invoices/{id}', '/invoices/{id}/document'].flatMap((bill) => [
    within(`GET ${bill}`, undefined, 404, 404, 'ok', 'ok', 'ok', 404, 404, 403),
    within(`GET ${bill}`, 'purchasersBills', 404, 'ok', 404, 404, 404, 404, 404, 403),
  ]),
  ...[
    'PATCH /billingProfiles/{id}',
    'PATCH /billingProfiles/{id}/paymentMethod',
    'PUT /billingProfiles/{id}/paymentMethod',
    'POST /invoices/{id}/pay',
  ].flatMap((call) => [
    within(call, undefined, 404, 404, 'ok', 'ok', 403, 404, 404, 403),
    within(call, 'purchasersBills', 404, 'ok', 404, 404, 404, 404, 404, 403),
  ]),

  within('GET /spend', undefined, ...administratorsRead),
  within('GET /spend/savings', undefined, ...administratorsRead),

  within('GET /policies/allowSelfServicePurchase', undefined, ...administratorsRead),
  within('PUT /policies/allowSelfServicePurchase', undefined, ...administratorsAct),
  ...(['GET', 'PUT'] as const).map((method) =>
    within(
      `${method} /policies/allowSelfServicePurchase/products/{id}`,
      ...([undefined, 403, 403, 'ok', 'ok', method === 'GET' ? 'ok' : 403, 403, 403, 403] as const),
    ),
  ),

  within('GET /policies/allowSelfServicePurchase/export', undefined, ...administratorsRead),
  within('POST /policies/allowSelfServicePurchase/preview', undefined, ...administratorsRead),
  within('POST /policies/allowSelfServicePurchase/apply', undefined, ...administratorsAct),

  ...['/v1.0', '/v1'].flatMap((version) => [
    ofTools(`GET ${version}/policies`, 'ok', 403, ...administratorsRead),
    ofTools(`GET ${version}/policies/{policyId}`, 'ok', 403, ...administratorsRead),
    ofTools(`GET ${version}/policies/{policyId}/products`, 'ok', 403, ...administratorsRead),
    ...['products/{productId}', 'offerTypes/{id}'].flatMap((row) => [
      ofTools(`GET ${version}/policies/{policyId}/${row}`, 'ok', 403, ...administratorsRead),
      ofTools(`PUT ${version}/policies/{policyId}/${row}`, 'ok', 403, ...administratorsAct),
    ]),
  ]),
  ofTools('PATCH /v1.0/policies/authorizationPolicy', 'ok', 403, 403, 403, 403, 'ok', 403, 403, 403, 403),
  ofTools('GET /fd/m365licensing/v1/policies/autoclaim', 'ok', 403, ...administratorsRead),
  ofTools('POST /fd/m365licensing/v1/policies/autoclaim', 'ok', 403, ...administratorsAct),
  ofTools('GET /v1.0/directory/subscriptions', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok'),
  ofTools('GET /v1.0/directory/subscriptions/{id}', 404, 404, 404, 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 404),
  ofTools('GET /v1.0/subscribedSkus', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 403),
  // The person is the member.
  ofTools('GET /v1.0/users/{id}/licenseDetails', 404, 403, 'ok', 403, 'ok', 'ok', 'ok', 'ok', 'ok', 403),
  // Of the SKU of what is bought centrally: the purchaser sees none of that, which is a bad request.
  ofTools('POST /v1.0/users/{id}/assignLicense', 404, 403, 403, 'ok', 'ok', 'ok', 403, 'ok', 'ok', 403),

  within('GET /orphans', undefined, ...administratorsRead),
  within('GET /subscriptions', undefined, 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok'),
  within('POST /subscriptions', 'signUp', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 403, 403),
  within('POST /subscriptions', 'buyCentrally', 403, 403, 'ok', 'ok', 403, 403, 403, 403),
  within(`GET ${subscription}`, 'selfService', 404, 'ok', 'ok', 'ok', 'ok', 404, 404, 404),
  within(`GET ${subscription}`, 'takenOver', 404, 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 404),
  within(`GET ${subscription}`, 'central', 404, 404, 'ok', 'ok', 'ok', 'ok', 'ok', 404),
  ...[`PATCH ${subscription}`, `POST ${subscription}/previewChange`].flatMap((call) => [
    within(call, 'selfService', 404, 'ok', 'ok', 'ok', 403, 404, 404, 403),
    within(call, 'takenOver', 404, 'ok', 'ok', 'ok', 403, 403, 403, 403),
    within(call, 'central', 404, 404, 'ok', 'ok', 403, 403, 403, 403),
  ]),

  within(`DELETE ${subscription}`, 'selfService', ...administratorsAct),
  ...['POST /orders', 'POST /orders/{id}/complete'].map((call) =>
    within(call, undefined, ...administratorsAct),
  ),
  within('GET /orders/{id}', undefined, ...administratorsRead),

  within(`POST ${subscription}/takeControl`, 'selfService', ...administratorsAct),
  within(`GET ${subscription}/moveTargets`, 'selfService', 403, 403, 'ok', 'ok', 'ok', 403, 403, 403),
  within(`POST ${subscription}/previewMove`, 'takenOver', 403, 403, 'ok', 'ok', 'ok', 403, 403, 403),
  within(`POST ${subscription}/previewCancel`, 'selfService', 404, 'ok', 'ok', 'ok', 'ok', 404, 404, 403),
  within(`POST ${subscription}/previewCancel`, 'takenOver', 404, 'ok', 'ok', 'ok', 'ok', 404, 404, 403),
  within(`POST ${subscription}/transferOwnership`, 'selfService', ...administratorsAct),
  within('POST /users/{userId}/transferOwnership', undefined, ...administratorsAct),
  within(`POST ${subscription}/moveUsers`, 'takenOver', 403, 403, 'ok', 'ok', 403, 403, 403, 403),
  within('POST /subscriptions/previewConsolidate', undefined, 403, 403, 'ok', 'ok', 'ok', 403, 403, 403),
  within('POST /subscriptions/consolidate', undefined, ...administratorsAct),
  within(`POST ${subscription}/requestCancellation`, 'selfService', ...administratorsAct),
  within(`POST ${subscription}/cancel`, 'selfService', 404, 'ok', 'ok', 'ok', 403, 404, 404, 403),
  within(`POST ${subscription}/cancel`, 'takenOver', 404, 'ok', 'ok', 'ok', 403, 403, 403, 403),
  within(`POST ${subscription}/cancel`, 'central', 404, 404, 'ok', 'ok', 403, 403, 403, 403),

  within(`GET ${subscription}/assignments`, 'selfService', 404, 'ok', 'ok', 'ok', 'ok', 404, 404, 404),
  within(`GET ${subscription}/assignments`, 'takenOver', 404, 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 404),
  within(`GET ${subscription}/assignments`, 'central', 404, 404, 'ok', 'ok', 'ok', 'ok', 'ok', 404),
  ...['', '/remove', '/bulk', '/bulkRemove', '/previewBulk'].flatMap((verb) => [
    within(
      `POST ${subscription}/assignments${verb}`,
      'selfService',
      404,
      'ok',
      'ok',
      'ok',
      403,
      404,
      404,
      403,
    ),
    within(
      `POST ${subscription}/assignments${verb}`,
      'takenOver',
      404,
      'ok',
      'ok',
      'ok',
      403,
      'ok',
      'ok',
      403,
    ),
    within(`POST ${subscription}/assignments${verb}`, 'central', 404, 404, 'ok', 'ok', 403, 'ok', 'ok', 403),
  ]),

  within('POST /licenses/{productId}/remove', undefined, 404, 'ok', 'ok', 'ok', 403, 'ok', 'ok', 403),
  within('GET /licenses', undefined, 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 403),
  within('GET /licenses/{productId}', undefined, 404, 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 403),
  within('POST /licenses/export', undefined, ...administratorsAct),
  within('GET /exports/{id}', undefined, ...administratorsRead),

  within('GET /supportCases', undefined, 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok'),
  within('GET /supportCases/{id}', undefined, 404, 'ok', 'ok', 'ok', 'ok', 404, 404, 404),
  within('POST /supportCases', 'aboutSelfService', 404, 'ok', 'ok', 'ok', 403, 404, 404, 403),
  within('POST /supportCases', 'aboutTakenOver', 404, 'ok', 'ok', 'ok', 403, 403, 403, 403),
  ...['', '/export'].map((below) => within(`GET /auditEvents${below}`, undefined, ...administratorsRead)),

  within('GET /operations', undefined, 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok'),
  ...['', '/results'].flatMap((below) => [
    within(`GET /operations/{id}${below}`, 'ownCancel', 404, 'ok', 'ok', 'ok', 'ok', 404, 404, 404),
    within(`GET /operations/{id}${below}`, 'adminsMove', 404, 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 404),
  ]),
  ...[
    'POST /operations/{id}/pause',
    'POST /operations/{id}/resume',
    'POST /operations/{id}/cancel',
    'POST /operations/{id}/undo',
    'PATCH /operations/{id}',
  ].flatMap((call) => [
    within(call, 'ownCancel', 404, 'ok', 'ok', 'ok', 403, 404, 404, 403),
    within(call, 'adminsMove', 404, 403, 'ok', 'ok', 403, 403, 403, 403),
  ]),
  within('POST /operations/{id}/previewUndo', 'ownCancel', 404, 'ok', 'ok', 'ok', 'ok', 404, 404, 403),
  within('POST /operations/{id}/previewUndo', 'adminsMove', 404, 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 403),

  ...['', '/{id}'].map((below) => within(`GET /delegations${below}`, undefined, ...administratorsRead)),
  ...['POST /delegations', 'PATCH /delegations/{id}', 'DELETE /delegations/{id}'].map((call) =>
    // What a partner was given it neither hands on nor lengthens.
    within(call, undefined, 403, 403, 'ok', 'ok', 403, 403, 403, 403, 403),
  ),

  ...['', '/{id}', '/{id}/deliveries', '/{id}/deliveries/{deliveryId}'].map((below) =>
    within(`GET /webhooks${below}`, undefined, ...administratorsRead),
  ),
  ...['POST /webhooks', 'PATCH /webhooks/{id}', 'POST /webhooks/{id}/rotateSecret'].map((call) =>
    // Where events go, and what they are signed with, would outlast what a partner was given.
    within(call, undefined, 403, 403, 'ok', 'ok', 403, 403, 403, 403, 403),
  ),
  ...[
    'DELETE /webhooks/{id}',
    'POST /webhooks/{id}/sendTest',
    'POST /webhooks/{id}/resendParked',
    'POST /webhooks/{id}/deliveries/{deliveryId}/resend',
    'POST /webhooks/{id}/deliveries/{deliveryId}/drop',
  ].map((call) => within(call, undefined, ...administratorsAct)),

  own('GET /me'),
  own('GET /me/customers'),

  ...[
    '/operations',
    '/operations/{id}',
    '/queues',
    '/deadLetters',
    '/mail',
    '/refunds',
    '/workItems',
    '/tenants',
    '/tenants/{t}',
  ].map((path) => operators(`GET /ops${path}`, 'ok')),
  ...['pause', 'resume', 'cancel'].map((act) => operators(`POST /ops/operations/{id}/${act}`, 403)),
  operators('POST /ops/deadLetters/resubmit', 403),
  operators('POST /ops/deadLetters/resubmitAll', 403),
  operators('POST /ops/deadLetters/drop', 403),
  operators('POST /ops/workItems/{id}/take', 403),
  operators('POST /ops/workItems/{id}/complete', 403),
  operators('PUT /ops/tenants/{t}', 403),
  operators('POST /ops/tenants/{t}/users/import', 403),

  // Once a case is resolved, nothing is cancelled for it.
  ...['GET /cases', 'GET /cases/{id}', 'POST /cases/{id}/resolve', 'POST /cases/{id}/cancelSubscription'].map(
    (call) => supporters(call.replace(' ', ' /support')),
  ),

  everybody('POST /eligibility/precheck'),
  everybody('GET /reference/countries'),
  everybody('GET /reference/cancellationReasons'),
  everybody('GET /reference/links'),
  everybody('GET /reference/products'),
  everybody('GET /health/live'),
  everybody('GET /health/ready'),
  everybody('GET /health/work'),
  everybody('GET /openapi.json'),
  everybody('GET /docs'),
  everybody('GET /docs/{asset}'),
]
