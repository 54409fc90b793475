import type { HttpResponseInit } from '@azure/functions'
import type { Document } from '#core/documents.ts'
import type { TenantId, UserId } from '#core/kernel/ids.ts'
import type { Instant } from '#core/kernel/time.ts'
import type { Tenant } from '#core/organisation/tenant.ts'
import type { User } from '#core/organisation/user.ts'
import { newPolicy } from '#core/policies/policy.ts'
import { randomIds } from '#infra/ids.ts'
import { aTenant, aUser } from '../builders.ts'
import { type Asked, callRoute } from './ask.ts'
import { simulatedPayments } from './payments.ts'
import { type SimulatedServicesOptions, simulatedServices } from './services.ts'
import { tokenOf } from './tokens.ts'

export const tenantId = '11111111-1111-4111-8111-111111111111' as TenantId
export const globalAdmin = '62e90394-69f5-4237-9190-012177145e10'
export const billingAdmin = 'b0f54661-2d74-4c50-afa3-1ec803f12efe'
export const globalReader = 'f2ef992c-3afb-46b9-b7cf-a126ee74c451'

export interface Answered {
  readonly status: number
  readonly body: Record<string, unknown> & { readonly error: Record<string, unknown> }
  readonly headers: Record<string, string>
  /** What is no JSON. */
  readonly text: string
}

/** Routes as they are called over HTTP, with one organisation, where time stands still until it is moved. */
export function simulatedApp(
  over: Partial<Tenant> = {},
  outside: Pick<SimulatedServicesOptions, 'webhooks'> = {},
) {
  const payments = simulatedPayments()
  const at = simulatedServices({ startsAt: '2026-11-21T10:00:00.000Z' as Instant, ...outside })
  const services = { ...at.services, ids: randomIds, payments: payments.gateway }
  const { documents, messages, mails, advance, moveClock } = at

  async function store(...created: Document[]): Promise<void> {
    for (const where of new Set(created.map((document) => document.tenantId))) {
      const here = created.filter((document) => document.tenantId === where)
      // What is there beforehand is told to nobody.
      await documents.documents.commit(
        where,
        here.map((document) => ({ kind: 'create', document })),
      )
    }
  }

  /** Somebody of the organisation, and what they call routes with. */
  async function person(
    name: string,
    { roles = [], user = {}, accountType = 0, home = tenantId, appRoles = [] }: PersonOptions = {},
  ): Promise<Person> {
    const userId = randomIds.derive(name) as UserId
    const userPrincipalName = `${name.toLowerCase()}@tulp.example`
    const search = { name: name.toLowerCase(), surname: `van ${name.toLowerCase()}`, userPrincipalName }
    const account = {
      tenantId: home,
      userId,
      displayName: name,
      userPrincipalName,
      mail: userPrincipalName,
      search,
    }
    await store(aUser({ ...account, ...user }))
    const token = tokenOf({
      tenantId: home,
      objectId: userId,
      name,
      userPrincipalName,
      directoryRoles: roles,
      appRoles,
      ...(accountType === 'unsaid' ? { accountType: undefined as never } : { accountType }),
    })
    return {
      userId,
      async ask(route, { params = {}, ...asked } = {}) {
        return answered(
          await callRoute(services, route, { token, params: { t: tenantId, ...params }, ...asked }),
        )
      },
    }
  }

  const tenant = aTenant({
    tenantId,
    displayName: 'Tulp',
    domains: ['tulp.example'],
    language: 'nl',
    agreementId: 'A-1',
    ...over,
  })
  return {
    services,
    documents,
    messages,
    payments,
    store,
    person,
    open: () => store(tenant, newPolicy(tenantId)),
    mails,
    pass: advance,
    moveClock,
    all: <D extends Document>(type: D['type']) =>
      documents.all(tenantId).filter((document) => document.type === type) as unknown as D[],
  }
}

export interface PersonOptions {
  /** Directory roles by template id. */
  readonly roles?: readonly string[]
  readonly appRoles?: readonly string[]
  readonly user?: Partial<User>
  /** The organisation of their account, where it is another one: it is to be stored before. */
  readonly home?: TenantId
  /** What the token says of the account: 0 member, 1 guest, or nothing. */
  readonly accountType?: 0 | 1 | 'unsaid'
}

export interface Person {
  readonly userId: UserId
  ask(route: string, asked?: Omit<Asked, 'token'>): Promise<Answered>
}

/** The answer of a route as tests look at it. */
export function answered({ status, jsonBody, headers, body }: HttpResponseInit): Answered {
  return {
    status: status ?? 200,
    body: jsonBody as Answered['body'],
    headers: headers as Record<string, string>,
    text: typeof body === 'string' ? body : '',
  }
}
