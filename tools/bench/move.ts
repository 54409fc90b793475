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
export async function adminOf({ api, signIn }: BenchSystem) {
  const token = await tokenOf(signIn, adminPersona)
  return {
    token,
    get: <Body>(path: string): Promise<Answer<Body>> =>
      expectStatus(call<Body>(api, 'GET', `/tenants/${tenantId}${path}`, { token }), 200),
    post: <Body>(path: string, body: unknown, headers: Record<string, string>): Promise<Answer<Body>> =>
      expectStatus(call<Body>(api, 'POST', `/tenants/${tenantId}${path}`, { token, body, headers }), 202),
  }
}

export type Admin = Awaited<ReturnType<typeof adminOf>>

/** Moves everybody, from the POST until the operation says Succeeded; anything else throws. */
export async function move(admin: Admin, { sourceId, targetId }: Pair, users: number): Promise<Moved> {
  const etag = (await admin.get(`/subscriptions/${sourceId}`)).headers.get('etag') ?? ''
  const startedMs = performance.now()
  const started = await admin.post<OperationBody>(
    `/subscriptions/${sourceId}/moveUsers`,
    { targetSubscriptionId: targetId, confirm: true },
    { 'if-match': etag },
  )
  // Often enough to be exact to 2 %, seldom enough not to be felt.
  const pauseMs = Math.min(500, Math.max(10, users / 500))
  for (let polls = 1; ; polls++) {
    await wait(pauseMs)
    const { status, progress, id } = (await admin.get<OperationBody>(`/operations/${started.body.id}`)).body
    if (status === 'Running' || status === 'NotStarted') continue
    const seconds = (performance.now() - startedMs) / 1_000
    if (status !== 'Succeeded' || progress.succeeded !== users)
      throw new Error(`The move of ${users} users ended as ${status}: ${JSON.stringify(progress)}.`)
    return { seconds, polls, operationId: id }
  }
}
