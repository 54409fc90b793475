import { HttpRequest, type HttpResponseInit } from '@azure/functions'
import type { Document } from '#core/documents.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { TenantId, UserId } from '#core/kernel/ids.ts'
import { fromMilliseconds } from '#core/kernel/time.ts'
import type { Tenant } from '#core/organisation/tenant.ts'
import type { User } from '#core/organisation/user.ts'
import type { TokenClaims } from '#core/ports/identity.ts'
import type { World } from '#core/ports/services.ts'
import type { Door } from '#functions/door.ts'
import { receive } from '#functions/receive.ts'
import { randomIds } from '#infra/ids.ts'
import { simulatedDocuments } from './simulated-documents.ts'
import { simulatedMessages } from './simulated-messages.ts'
import { simulatedPayments } from './simulated-payments.ts'

export const tenantId = '11111111-1111-4111-8111-111111111111' as TenantId
export const globalAdmin = '62e90394-69f5-4237-9190-012177145e10'
export const billingAdmin = 'b0f54661-2d74-4c50-afa3-1ec803f12efe'
export const globalReader = 'f2ef992c-3afb-46b9-b7cf-a126ee74c451'

export interface Asked {
  readonly params?: Record<string, string>
  readonly query?: Record<string, string>
  readonly body?: unknown
  readonly headers?: Record<string, string>
  /** Repeatability-Request-ID. */
  readonly repeat?: string
}

export interface Answered {
  readonly status: number
  readonly body: Record<string, unknown> & { readonly error: Record<string, unknown> }
  readonly headers: Record<string, string>
}

/** Doors as they are called over HTTP, in a world of one organisation where time stands still until it is moved. */
export function doorWorld(over: Partial<Tenant> = {}) {
  let nowMs = Date.parse('2026-11-21T10:00:00Z')
  const documents = simulatedDocuments({ nowMs: () => nowMs })
  const payments = simulatedPayments()
  const messages = simulatedMessages({ nowMs: () => nowMs })
  const tokens = new Map<string, TokenClaims>()
  const never = () => Promise.reject(new Error('Not in this world.'))

  const world: World = {
    documents: documents.documents,
    acrossTenants: documents.acrossTenants,
    messages: messages.messages,
    deadLetters: messages.deadLetters,
    mailer: { send: never },
    payments: payments.gateway,
    files: { write: never, read: never },
    tokens: { verify: async (token) => tokens.get(token) ?? { invalid: 'unknown' } },
    clock: { now: () => fromMilliseconds(nowMs), sleep: async () => {} },
    ids: randomIds,
    pace: { spend: async () => {} },
    settings: {
      publicBaseUrl: 'http://seatwarden.example',
      portalUrl: 'http://portal.example',
      mailDomain: 'seatwarden.example',
      catalogueProfile: 'all',
      workSliceMs: 5_000,
      forgottenAfterMs: 10_000,
      rateLimitPerSecond: 1_000,
    },
    reachable: { documents: never, messages: never, email: never },
    log: () => {},
  }

  async function store(...created: Document[]): Promise<void> {
    await world.documents.commit(
      tenantId,
      created.map((document) => ({ kind: 'create', document })),
    )
  }

  /** Somebody of the organisation, and what he calls doors with. */
  async function person(
    name: string,
    { roles = [], user = {}, accountType = 0 }: PersonOptions = {},
  ): Promise<Person> {
    const userId = randomIds.derive(name) as UserId
    const userPrincipalName = `${name.toLowerCase()}@tulp.example`
    await store({
      type: 'user',
      id: documentId.user(userId),
      tenantId,
      schemaVersion: 1,
      userId,
      displayName: name,
      userPrincipalName,
      mail: userPrincipalName,
      userType: 'member',
      accountEnabled: true,
      onPremisesSyncEnabled: false,
      language: 'en',
      search: { name: name.toLowerCase(), surname: `van ${name.toLowerCase()}`, userPrincipalName },
      ...user,
    })
    tokens.set(name, {
      tenantId,
      objectId: userId,
      kind: 'user',
      name,
      userPrincipalName,
      ...(accountType === 'unsaid' ? {} : { accountType }),
      appRoles: [],
      directoryRoles: roles,
      personalAccount: false,
    })
    return {
      userId,
      async ask(door, { params = {}, query = {}, body, headers = {}, repeat } = {}) {
        const url = new URL(`http://seatwarden.example${door.route}`)
        const all = { 'api-version': '2026-11-01', ...query }
        for (const [key, value] of Object.entries(all)) url.searchParams.set(key, value)
        const request = new HttpRequest({
          method: door.method,
          url: url.href,
          params: { ...(door.route.includes('{t}') ? { t: tenantId } : {}), ...params },
          headers: {
            authorization: `Bearer ${name}`,
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
            ...(repeat === undefined ? {} : { 'repeatability-request-id': repeat }),
            ...headers,
          },
          ...(body === undefined ? {} : { body: { string: JSON.stringify(body) } }),
        })
        return answered(await receive(world, door as Door, request, () => 0))
      },
    }
  }

  const tenant: Tenant = {
    type: 'tenant',
    id: documentId.tenant,
    tenantId,
    schemaVersion: 1,
    displayName: 'Tulp',
    domains: ['tulp.example'],
    country: 'NL',
    tenantType: 'commercial',
    managed: true,
    cloud: 'worldwide',
    language: 'nl',
    agreementId: 'A-1',
    allowAdHocSubscriptions: true,
    defaultForNewProducts: 'Enabled',
    ownRequestMessage: null,
    ...over,
  }
  return {
    world,
    documents,
    payments,
    store,
    person,
    open: () => store(tenant),
    pass: (ms: number) => {
      nowMs += ms
    },
    all: <D extends Document>(type: D['type']) =>
      documents.all(tenantId).filter((document) => document.type === type) as unknown as D[],
  }
}

export interface PersonOptions {
  /** Directory roles by template id. */
  readonly roles?: readonly string[]
  readonly user?: Partial<User>
  /** What the token says of the account: 0 member, 1 guest, or nothing. */
  readonly accountType?: 0 | 1 | 'unsaid'
}

export interface Person {
  readonly userId: UserId
  ask(door: Pick<Door, 'name' | 'method' | 'route'>, asked?: Asked): Promise<Answered>
}

function answered({ status, jsonBody, headers }: HttpResponseInit): Answered {
  return {
    status: status ?? 200,
    body: jsonBody as Answered['body'],
    headers: headers as Record<string, string>,
  }
}
