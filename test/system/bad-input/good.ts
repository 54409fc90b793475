import { nobodyThere } from '../../support/clients/event-receiver.ts'
import { products } from '../../support/clients/journey-verbs.ts'
import { demoPartners, inDays } from '../../support/clients/partners.ts'
import { type Endpoint, versioned } from './api.ts'
import type { Bearer } from './bearer.ts'
import { paramsOf, type Request, send } from './request.ts'
import type { Stage } from './stage.ts'
import { type Known, validOf } from './values.ts'

/** The resources that a request is about, by the word before them in the path. */
export type Places = Readonly<Record<string, string>>

export function placesOf(stage: Stage): Places {
  return {
    tenants: stage.organisation.id,
    subscriptions: stage.takenOver.id,
    operations: stage.operations.cancelled.id,
    plans: stage.operations.planned.id,
    exports: stage.operations.exported.id,
    products: products.powerBiPro,
    licenses: products.powerBiPro,
    paymentMethods: stage.cardId,
    billingProfiles: stage.bills.profileId,
    invoices: stage.bills.invoiceId,
    signUps: stage.signedUp.id,
    workItems: stage.workItem.id,
    supportCases: stage.caseId,
    cases: stage.caseId,
    licenseRequests: stage.requestId,
    orders: stage.orderId,
    delegations: demoPartners.given,
    webhooks: stage.webhook.id,
    deliveries: stage.webhook.toResend,
    deliveriesToDrop: stage.webhook.toDrop,
    docs: 'start.js',
    policies: 'AllowSelfServicePurchase',
    offerTypes: 'SaaS',
    users: stage.organisation.members[0].id,
    undoable: stage.operations.someMoved.id,
    leavers: stage.leaver.id,
  }
}

/** As it is bought centrally. */
const powerBiProSku = 'f8a1db68-be16-40ed-86d5-cb42ce701560'

export function knownOf(stage: Stage): Known {
  const { organisation, takenOver, central, cardId, policyFile } = stage
  const { globalAdmin, members } = organisation
  return {
    targetSubscriptionId: central.id,
    subscriptionIds: [takenOver.id],
    sourceIds: [takenOver.id],
    startAt: inDays(30),
    subscriptionId: takenOver.id,
    userIds: [members[0].id],
    productId: products.powerBiPro,
    totalLicenses: takenOver.totalLicenses,
    paymentMethodId: cardId,
    name: 'Willem Windmolen',
    nameOnCard: 'W. Windmolen',
    email: globalAdmin.address,
    billTo: globalAdmin.address,
    userId: globalAdmin.id,
    type: 'card',
    token: 'tok_ok',
    country: 'NL',
    leaseId: stage.workItem.leaseId,
    partnerTenantId: demoPartners.toCome,
    url: nobodyThere,
    roles: ['billingAdmin'],
    expires: inDays(30),
    sequenceNumber: '1',
    continuation: '',
    addLicenses: [{ skuId: powerBiProSku, disabledPlans: [] }],
    removeLicenses: [],
    skuId: powerBiProSku,
    products: [{ productId: products.powerBiPro, policyValue: 'Enabled' }],
    etag: policyFile.etag,
    $skiptoken: '',
  }
}

/** Requests that the route would take, one for each kind of body; who calls may do everything that it asks for. */
export function goodRequests(
  endpoint: Endpoint,
  { known, places, callers }: { known: Known; places: Places; callers: Callers },
): Request[] {
  const request: Request = {
    endpoint,
    params: paramsOf(endpoint, placesFor(endpoint, places)),
    query: { ...(validOf(endpoint.query, known) as Record<string, string>), ...versioned(endpoint) },
    headers: { ...callers[endpoint.scope] },
  }
  const bodies = endpoint.bodies.map((schema) => validOf(schema, known))
  return bodies.length === 0 ? [request] : bodies.map((body) => ({ ...request, body }))
}

/**
 * Of the subscriptions, what was signed up for is all that can be deleted; of the operations, that of chosen users can be
 * undone, and plans get another time; and only who bought something has something to give away.
 */
function placesFor({ name }: Endpoint, places: Places): Places {
  const { signUps, undoable, plans, leavers, deliveriesToDrop } = places
  if (name === 'operations-update' && plans) return { ...places, operations: plans }
  if (name === 'deletion-sign-ups-delete' && signUps) return { ...places, subscriptions: signUps }
  if (/^take-over-(preview-)?undo$/.test(name) && undoable) return { ...places, operations: undoable }
  if (name === 'webhooks-deliveries-drop' && deliveriesToDrop)
    return { ...places, deliveries: deliveriesToDrop }
  return name === 'renewals-transfer-all' && leavers ? { ...places, users: leavers } : places
}

/** Who may do everything, by where a route belongs. */
export interface Callers {
  readonly tenant: Bearer
  readonly ops: Bearer
  readonly surface: Bearer
  readonly own: Bearer
  readonly public: Readonly<Record<string, string>>
}

/** The ETag of what a request is about: that of the nearest route up the path that gives one. */
export async function etagFor(
  request: Request,
  endpoints: readonly Endpoint[],
): Promise<{ readonly 'if-match'?: string }> {
  for (let path = request.endpoint.path; path !== ''; path = path.slice(0, path.lastIndexOf('/'))) {
    const endpoint = endpoints.find((other) => other.path === path && other.method === 'GET')
    if (!endpoint) continue
    const { headers, params } = request
    const answer = await send({ endpoint, params, headers, query: versioned(endpoint) })
    const etag = answer.headers.get('etag')
    if (etag !== null) return { 'if-match': etag }
  }
  return {}
}
