import { type Repeat, repeatTtlSeconds } from '#core/idempotency/kept-answer.ts'
import type { TenantId } from '#core/kernel/ids.ts'
import { isRefusal, type Refusal, refuse } from '#core/kernel/refusals.ts'
import type { Write } from '#core/ports/documents.ts'
import { Unavailable } from '#core/ports/failures.ts'
import type { Ids } from '#core/ports/ids.ts'
import type { World } from '#core/ports/services.ts'
import type { Answer, Reply } from './door.ts'

/** Under what the answer to a POST is kept, and the hash of what was asked. (B14) */
export interface RepeatKey {
  readonly id: string
  readonly bodyHash: string
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Reads `Repeatability-Request-ID`, or its alias `Idempotency-Key`; undefined when there is neither. */
export function repeatKeyOf(
  ids: Ids,
  header: (name: string) => string | null,
  request: {
    readonly tenantId: string
    readonly userId: string
    readonly door: string
    readonly content: string
  },
): RepeatKey | undefined | Refusal<'InvalidRepeatabilityHeader'> {
  const id = header('repeatability-request-id')
  const alias = header('idempotency-key')
  const firstSent = header('repeatability-first-sent')
  if (id !== null && !uuid.test(id)) {
    return refuse('InvalidRepeatabilityHeader', 'Expected Repeatability-Request-ID to be a UUID.')
  }
  if (alias !== null && !/^[\x21-\x7e]{1,128}$/.test(alias)) {
    return refuse('InvalidRepeatabilityHeader', 'Expected Idempotency-Key to be 1 to 128 visible characters.')
  }
  if (firstSent !== null && Number.isNaN(Date.parse(firstSent))) {
    return refuse('InvalidRepeatabilityHeader', 'Expected Repeatability-First-Sent to be an HTTP date.')
  }
  const key = id?.toLowerCase() ?? alias
  if (key === null || key === undefined) return undefined
  const { tenantId, userId, door, content } = request
  return {
    id: `repeat:${ids.derive([tenantId, userId, door, key].join('\n'))}`,
    bodyHash: ids.derive(content),
  }
}

/** The answer that was given before, a refusal when something else is asked now, or undefined the first time. */
export async function answerAgain(
  world: World,
  tenantId: TenantId,
  key: RepeatKey | undefined,
): Promise<Reply | undefined> {
  if (!key) return undefined
  const repeat = await world.documents.read<Repeat>(tenantId, key.id)
  if (!repeat) return undefined
  if (repeat.bodyHash !== key.bodyHash) {
    return refuse('RepeatabilityMismatch', 'This Repeatability-Request-ID was used for another request.')
  }
  const etag = repeat.etagOf ? (await world.documents.read(tenantId, repeat.etagOf))?._etag : undefined
  return {
    status: repeat.status,
    body: repeat.body,
    headers: { ...repeat.headers, 'Repeatability-Result': 'accepted' },
    ...(etag === undefined ? {} : { etag }),
  }
}

/** The write that keeps an answer, for the batch of the effect it answers. */
export function keepAnswer(
  tenantId: TenantId,
  key: RepeatKey | undefined,
  answer: Answer,
  etagOf: string | undefined,
): Write[] {
  if (!key || answer.status >= 300) return []
  const kept: Repeat = {
    type: 'repeat',
    id: key.id,
    tenantId,
    schemaVersion: 1,
    bodyHash: key.bodyHash,
    status: answer.status,
    headers: { ...answer.headers },
    body: answer.body ?? null,
    etagOf: etagOf ?? null,
    ttl: repeatTtlSeconds,
  }
  return [{ kind: 'create', document: kept }]
}

/**
 * For a POST whose effect is no single batch: the answer is kept after the effect, which must itself bear a repeat.
 * Lost in between, the repeat does it again.
 */
export async function keepAfterwards(
  world: World,
  tenantId: TenantId,
  key: RepeatKey | undefined,
  answer: Answer,
): Promise<Answer> {
  const kept = keepAnswer(tenantId, key, answer, undefined)
  if (kept.length === 0) return answer
  await world.documents.commit(tenantId, kept)
  return { ...answer, headers: { ...answer.headers, 'Repeatability-Result': 'accepted' } }
}

/**
 * For an act that only one of several repeats at once can do, such as taking a message off a queue: who finds it done,
 * or in other hands, waits a moment for the answer that the one who does it keeps.
 */
export async function orAnswerOfTwin(
  world: World,
  tenantId: TenantId,
  key: RepeatKey | undefined,
  act: () => Promise<Reply>,
): Promise<Reply> {
  try {
    const reply = await act()
    return isRefusal(reply) ? ((await answerOfTwin(world, tenantId, key)) ?? reply) : reply
  } catch (error) {
    const answer = error instanceof Unavailable && (await answerOfTwin(world, tenantId, key))
    if (answer) return answer
    throw error
  }
}

const looksMax = 5
const betweenLooksMs = 100

async function answerOfTwin(
  world: World,
  tenantId: TenantId,
  key: RepeatKey | undefined,
): Promise<Reply | undefined> {
  for (let looks = 0; key && looks < looksMax; looks += 1) {
    if (looks > 0) await world.clock.sleep(betweenLooksMs)
    const answer = await answerAgain(world, tenantId, key)
    if (answer) return answer
  }
  return undefined
}
