import { setTimeout as wait } from 'node:timers/promises'
import { type Answer, call, expectStatus, tokenOf } from '#local/system/api-client.ts'
import type { BenchSystem } from './bench-system.ts'
import { adminPersona, type Pair, tenantId } from './organisation.ts'

interface OperationBody {
  readonly id: string
  readonly status: string
  readonly progress: { readonly total: number; readonly succeeded: number; readonly skipped: number }
}

export interface Moved {
  readonly seconds: number
  /** How often the operation was asked for. */
  readonly polls: number
  readonly operationId: string
}

/** The administrator of the benchmark's organisation. */
export async function adminOf(system: BenchSystem) {
  return adminWith(system, await tokenOf(system.signIn, adminPersona), tenantId)
}

/** Whoever has that token, in that organisation. */
export function adminWith({ api }: Pick<BenchSystem, 'api'>, token: string, tenantId: string) {
  return {
    token,
    get: <Body>(path: string): Promise<Answer<Body>> =>
      expectStatus(call<Body>(api, 'GET', `/tenants/${tenantId}${path}`, { token }), 200),
    post: <Body>(path: string, body: unknown, headers: Record<string, string>): Promise<Answer<Body>> =>
      expectStatus(call<Body>(api, 'POST', `/tenants/${tenantId}${path}`, { token, body, headers }), 202),
    /** Pauses an operation, or lets it go on. */
    command: (path: string): Promise<Answer<unknown>> =>
      expectStatus(call(api, 'POST', `/tenants/${tenantId}${path}`, { token }), 200),
  }
}

export type Admin = Awaited<ReturnType<typeof adminOf>>

/** Moves everybody, or those who are named, from the POST until the operation says Succeeded; anything else throws. */
export function move(
  admin: Admin,
  { sourceId, targetId }: Pair,
  userIds?: readonly string[],
): Promise<Moved> {
  const body = { targetSubscriptionId: targetId, confirm: true, ...(userIds ? { userIds } : {}) }
  return toTheEnd(admin, `/subscriptions/${sourceId}`, 'moveUsers', body)
}

/** Takes everybody's licence, likewise. */
export function cancel(admin: Admin, { sourceId }: Pair): Promise<Moved> {
  return toTheEnd(admin, `/subscriptions/${sourceId}`, 'cancel', { reason: 'unused', confirm: true })
}

async function toTheEnd(admin: Admin, path: string, verb: string, body: object): Promise<Moved> {
  const etag = (await admin.get(path)).headers.get('etag') ?? ''
  const startedMs = performance.now()
  const started = await admin.post<OperationBody>(`${path}/${verb}`, body, { 'if-match': etag })
  for (let polls = 1; ; polls++) {
    // Often enough to be exact, seldom enough not to be felt.
    await wait(20)
    const { status, progress, id } = (await admin.get<OperationBody>(`/operations/${started.body.id}`)).body
    if (status === 'Running' || status === 'NotStarted') continue
    const seconds = (performance.now() - startedMs) / 1_000
    if (status !== 'Succeeded' || progress.succeeded + progress.skipped !== progress.total)
      throw new Error(`${verb} ended as ${status}: ${JSON.stringify(progress)}.`)
    return { seconds, polls, operationId: id }
  }
}
