import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AuditEntry } from '#core/audit/audit-entry.ts'
import type { Document } from '#core/documents.ts'
import { sendPoison } from '#local/system/poison-message.ts'
import { deadLetter, dropAll } from '../support/clients/dead-letters.ts'
import { operator } from '../support/clients/journey.ts'
import { deleteSignUp, pages, products, signUp } from '../support/clients/journey-verbs.ts'
import { type State, settledState, sharedSettings, stateOf } from '../support/clients/state-hash.ts'
import { whileWorkersStop } from '../support/clients/stopped-workers.ts'
import { type Endpoint, named, readEndpoints } from './bad-input/api.ts'
import type { Scene } from './bad-input/bad-class.ts'
import { freshScenes } from './bad-input/fresh-scenes.ts'
import { etagFor, goodRequests, placesOf } from './bad-input/good.ts'
import { type Request, send } from './bad-input/request.ts'
import { aScene } from './bad-input/scene.ts'
import type { Stage } from './bad-input/stage.ts'

/** Every route of the OpenAPI document, and what it leaves in the audit trail of the organisation that it is about. */

const endpoints = await readEndpoints()
let scene: Scene
let atFirst: State
let letters: Readonly<Record<string, Lying>>

beforeAll(async () => {
  scene = await aScene()
  const tenantId = scene.stage.organisation.id
  const [drop, resubmit, all] = await Promise.all([
    aLetter(tenantId),
    aLetter(tenantId),
    // Alone in its queue: there each is an entry.
    aLetter(tenantId, 'export-users'),
  ])
  letters = {
    'ops-dead-letters-drop': drop,
    'ops-dead-letters-resubmit': resubmit,
    'ops-dead-letters-resubmit-all': all,
  }
  atFirst = await settledState()
})
afterAll(dropAll)

/** What these do is in no document of an organisation. */
const actElsewhere = ['ops-dead-letters-drop', 'ops-dead-letters-resubmit', 'ops-dead-letters-resubmit-all']

describe('B15 each change leaves one entry, a refusal, a repeat and a look none:', () => {
  // An organisation is deleted once nothing is left that blocks it: test/deletion looks at what that leaves.
  const writing = endpoints.filter(({ name, onlyReads }) => !onlyReads && name !== 'deletion-tenants-delete')
  const reading = endpoints.filter(({ onlyReads }) => onlyReads)

  const freshScene = freshScenes()

  test.each(writing)('$method $path', async (endpoint) => {
    const at = endsSomething.test(`${endpoint.method} ${endpoint.path}`) ? await freshScene(endpoint) : scene
    for (const good of await requestsOf(endpoint, at)) {
      await whileWorkersStop(async () => {
        if (endpoint.path.endsWith('/pause')) await resume(good, at)
        await settled(lookedAt([good], at))
        const request = await withVersion(good)
        const refused = await effectOf(refusedInEachWay(request, at), at)
        expect(refused.statuses.every((status) => status >= 400 && status < 500)).toBe(true)
        expect(refused).toMatchObject({ entries: [], changed: false })

        const done = await effectOf([request], at)
        const changed = !actElsewhere.includes(endpoint.name)
        expect(done.statuses[0], JSON.stringify(request.body)).toBeLessThan(300)
        expect(done).toMatchObject({ entries: [{ tenantId: tenantOf(request, at) }], changed })

        expect(await effectOf([request], at)).toMatchObject({ entries: [], changed: false })
      })
    }
  })

  test('whatever only reads', async () => {
    const requests = (await Promise.all(reading.map((endpoint) => requestsOf(endpoint, scene)))).flat()
    expect(requests.length).toBeGreaterThan(30)
    await whileWorkersStop(async () => {
      await settled(lookedAt(requests, scene))
      expect(await effectOf(requests, scene)).toMatchObject({ entries: [], changed: false })
    })
  })
})

test('B15 no call changes or deletes an entry: those of the beginning are the same to the byte', async () => {
  const [before, after] = [auditIn(atFirst), auditIn(await stateOf())]
  expect(before.size).toBeGreaterThan(30)
  expect(after.size).toBeGreaterThan(before.size)
  expect([...before].filter(([key, text]) => after.get(key) !== text)).toEqual([])
})

const endsSomething =
  /\/cancel$|\/requestCancellation$|\/moveUsers$|\/consolidate$|\/operations\/|\/licenseRequests|\/cancelSubscription$|^\w+ \/(?:v1|v1\.0|fd)\//

/** Good requests that change something, without what stands for a version. */
async function requestsOf(endpoint: Endpoint, at: Scene): Promise<Request[]> {
  const { known, callers, stage } = at
  const other = await otherPlaces(endpoint, at)
  const places = { ...placesOf(stage), operations: stage.operations.paused.id, ...other }
  const more = bodyThatChanges(endpoint, at)
  return goodRequests(endpoint, { known, callers, places }).map((request) => ({
    ...request,
    ...(request.body === undefined ? {} : { body: more(request.body as Body) }),
    headers: {
      ...request.headers,
      ...(endpoint.canBeRepeated ? { 'repeatability-request-id': randomUUID() } : {}),
    },
  }))
}

async function otherPlaces({ name }: Endpoint, { stage }: Scene): Promise<Record<string, string>> {
  switch (name) {
    case 'take-over-take-control':
      return { subscriptions: stage.selfService.id }
    case 'ops-tenants-put':
      return { tenants: randomUUID() }
    case 'ops-work-items-take':
      return { workItems: await anOpenItem(stage) }
    case 'policy-surface-assign-license':
      return { users: stage.organisation.members[3].id }
    default:
      return {}
  }
}

/** The purge of what somebody signed up for just now. */
async function anOpenItem({ organisation }: Stage): Promise<string> {
  const { id, billingAdmin, members } = organisation
  await deleteSignUp(billingAdmin, await signUp(members[2]))
  const [item] = await pages<{ id: string }>(operator, `/ops/workItems?tenantId=${id}&status=queued`)
  if (!item) throw new Error('There is no open work item.')
  return item.id
}

type Body = Readonly<Record<string, unknown>>

/** A good body may ask for what there is already; some do what only a fresh thing can be used for. */
function bodyThatChanges({ name }: Endpoint, { stage }: Scene): (body: Body) => Body {
  switch (name) {
    case 'ops-dead-letters-drop':
    case 'ops-dead-letters-resubmit':
      return (body) => ({ ...body, ...letters[name] })
    case 'ops-dead-letters-resubmit-all':
      return () => ({ queue: letters[name]?.queue })
    case 'ops-tenants-put':
      return (body) => ({ ...body, domains: [`x${randomUUID()}.example`] })
    case 'organisation-update':
      return () => ({ ownRequestMessage: 'Ask Vera.' })
    case 'purchasing-change':
      return () => ({ totalLicenses: stage.takenOver.totalLicenses - 1 })
    case 'webhooks-update':
      return () => ({ description: 'Elsewhere' })
    case 'partners-delegations-update':
      return () => ({ userIds: [randomUUID()] })
    case 'seats-licenses-remove':
      // Who holds licences of several subscriptions loses each of them with an entry of its own.
      return (body) => ({ ...body, userIds: [stage.organisation.members[2].id] })
    case 'ops-work-items-take':
      return (body) => ({ ...body, leaseId: randomUUID() })
    case 'policies-apply':
      return (body) => ({ ...body, products: [{ productId: products.powerBiPro, policyValue: 'Disabled' }] })
    case 'policy-surface-authorization-policy-update':
      return () => ({ allowedToSignUpEmailBasedSubscriptions: false })
    case 'policy-surface-autoclaim-set':
      return () => ({ policyValue: 'Enabled' })
    case 'policy-surface-offer-types-put':
    case 'policy-surface-products-put':
    case 'policy-surface-v1-offer-types-put':
    case 'policy-surface-v1-products-put':
      return () => ({ policyValue: 'Disabled' })
    case 'seats-assign':
      return () => ({ userIds: [stage.organisation.members[3].id] })
    case 'purchasing-buy':
      return (body) =>
        body['channel'] === 'signUp' ? { productId: products.fabricFree, channel: 'signUp' } : body
    default:
      return (body) => body
  }
}

async function withVersion(request: Request): Promise<Request> {
  if (!request.endpoint.needsIfMatch) return request
  return { ...request, headers: { ...request.headers, ...(await etagFor(request, endpoints)) } }
}

/** By somebody from elsewhere, without a version, with an old one, with fields that there are not. */
function refusedInEachWay(request: Request, { elsewhere, callers }: Scene): Request[] {
  const { endpoint, headers, query } = request
  const { 'repeatability-request-id': _, 'if-match': __, ...bare } = headers as Record<string, string>
  // At the addresses of existing tools everybody is in their own organisation.
  const nobody = { authorization: '' }
  const stranger =
    endpoint.scope === 'ops' ? callers.tenant : endpoint.scope === 'surface' ? nobody : elsewhere
  return [
    { ...request, headers: { ...bare, ...stranger } },
    { ...request, headers, query: { ...query, colour: 'red' } },
    ...(endpoint.needsIfMatch
      ? [
          { ...request, headers: bare },
          { ...request, headers: { ...bare, 'if-match': '"an older version"' } },
        ]
      : []),
    ...(endpoint.bodies.length > 0 ? [{ ...request, headers: bare, body: { noSuchField: 1 } }] : []),
  ]
}

/** What the requests leave in the organisation that they are about, and in that of the operators. */
async function effectOf(requests: readonly Request[], at: Scene) {
  const tenants = lookedAt(requests, at)
  const before = await documentsOf(tenants)
  const statuses: number[] = []
  for (const request of requests) statuses.push((await send(request)).status)
  const after = await documentsOf(tenants)
  const known = new Set(before.entries.map(({ id }) => id))
  return {
    statuses,
    entries: after.entries.filter(({ id }) => !known.has(id)),
    changed: JSON.stringify(after.others) !== JSON.stringify(before.others),
  }
}

async function settled(tenants: ReadonlySet<string>): Promise<void> {
  await Promise.all([...tenants].map((tenantId) => settledState(150, tenantId)))
}

function lookedAt(requests: readonly Request[], at: Scene): ReadonlySet<string> {
  const operators = sharedSettings()['OPERATOR_TENANT_ID'] ?? ''
  return new Set([...requests.map((request) => tenantOf(request, at)), operators])
}

function tenantOf({ params }: Request, { stage }: Scene): string {
  return params['t'] ?? stage.organisation.id
}

/** What somebody was refused is told by itself; an answer that is kept for a repeat is no change. */
async function documentsOf(tenants: ReadonlySet<string>) {
  const states = await Promise.all([...tenants].map((tenantId) => stateOf(tenantId)))
  const documents = states.flatMap((state) =>
    [...state.documents.values()].map((text) => JSON.parse(text) as Document),
  )
  const entries = documents.filter((document): document is AuditEntry & Document => document.type === 'audit')
  return {
    // Whose access is blocked by a deletion is an entry for each of them, besides that of the deletion. (R019)
    entries: entries.filter(({ action }) => action !== 'call.refused' && action !== 'access.blocked'),
    others: documents.filter(({ type }) => type !== 'audit' && type !== 'keptAnswer'),
  }
}

function auditIn({ documents }: State): ReadonlyMap<string, string> {
  return new Map([...documents].filter(([key]) => key.includes('/audit:')))
}

async function resume(request: Request, at: Scene): Promise<void> {
  const endpoint = named(endpoints, 'operations-resume')
  const params = { t: at.stage.organisation.id, id: request.params['id'] ?? '' }
  expect((await send({ ...request, endpoint, params, headers: { ...at.callers.tenant } })).status).toBe(200)
}

interface Lying {
  readonly queue: string
  readonly sequenceNumber: string
}

/** Where a dead letter lies that is of the organisation and nobody else touches. */
async function aLetter(tenantId: string, at = 'send-email'): Promise<Lying> {
  const { SERVICE_BUS_CONNECTION: connection = '' } = sharedSettings()
  const sent = await sendPoison(connection, 'unknown-operation', { queue: at, tenantId })
  const { queue, sequenceNumber } = await deadLetter(({ messageId }) => messageId === sent.messageId)
  return { queue, sequenceNumber }
}
