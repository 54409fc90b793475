import type { WorkItem } from '#core/deletion/work-item.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { randomIds } from '#infra/ids.ts'
import {
  type Answered,
  answered,
  billingAdmin,
  globalAdmin,
  globalReader,
  type Person,
  simulatedApp,
  tenantId,
} from '../support/simulated/app.ts'
import { callRoute } from '../support/simulated/ask.ts'
import { operatorsTenantId, tokenOf } from '../support/simulated/tokens.ts'

/** An organisation whose people sign up for what is free, and a system of the operators that purges. */
export async function aStage() {
  const at = simulatedApp()
  await at.open()
  const gaia = await at.person('Gaia', { roles: [globalAdmin] })
  const bas = await at.person('Bas', { roles: [billingAdmin] })
  const ria = await at.person('Ria', { roles: [globalReader] })
  const mia = await at.person('Mia')

  const etagOf = (id: string) => at.documents.peek(tenantId, id)?._etag ?? ''

  /** Asks with the token of somebody from elsewhere. */
  async function askAs(token: string, route: string, asked: object = {}): Promise<Answered> {
    return answered(await callRoute(at.services, route, { token, ...asked }))
  }

  function operator(route: string, asked: object = {}, role = 'Ops.Manage'): Promise<Answered> {
    const objectId = randomIds.derive('purger')
    const token = tokenOf({ tenantId: operatorsTenantId, objectId, name: 'Purger', appRoles: [role] })
    return askAs(token, route, asked)
  }

  return {
    ...at,
    ...{ gaia, bas, ria, mia, etagOf, askAs, operator },
    /** Signs up, and gives the id of the subscription. */
    async signUp(person: Person = mia): Promise<string> {
      const body = { productId: 'POWER_BI_STANDARD', channel: 'signUp' }
      const answer = await person.ask('purchasing-buy', { body })
      if (answer.status !== 201) throw new Error(JSON.stringify(answer.body))
      return answer.body['id'] as string
    },
    remove: (id: string, person: Person = bas, asked: object = {}) =>
      person.ask('deletion-sign-ups-delete', {
        params: { id },
        body: { confirm: true },
        headers: { 'if-match': etagOf(id) },
        ...asked,
      }),
    check: (person: Person = gaia) => person.ask('deletion-check', { query: { count: 'true' } }),
    removeAll: (person: Person = gaia, headers: Record<string, string> = { 'if-match': etagOf('tenant') }) =>
      person.ask('deletion-tenants-delete', { headers }),
    subscription: (id: string) => at.documents.peek<Subscription>(tenantId, id),
    items: () => at.all<WorkItem>('workItem'),
    take: (id: string, leaseId: string, leaseSeconds = 600) =>
      operator('ops-work-items-take', { params: { id }, body: { leaseId, leaseSeconds } }),
    complete: (id: string, leaseId: string) =>
      operator('ops-work-items-complete', { params: { id }, body: { leaseId } }),
    /** Takes and completes every item that waits. */
    async purgeAll(): Promise<void> {
      for (const { id, state } of this.items()) {
        if (state !== 'queued') continue
        const leaseId = randomIds.next()
        await this.take(id, leaseId)
        await this.complete(id, leaseId)
      }
    },
  }
}

export const codeOf = ({ status, body }: Answered): string =>
  body?.error ? `${status} ${body.error['code']}` : `${status}`
