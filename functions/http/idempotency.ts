import { type KeptAnswer, keptAnswerTtlSeconds } from '#core/idempotency/kept-answer.ts'
import type { TenantId } from '#core/kernel/ids.ts'
import { isRefusal, type RefusalOf, refuse } from '#core/kernel/refusals.ts'
import type { Stored, Write } from '#core/ports/documents.ts'
import { Unavailable } from '#core/ports/failures.ts'
import type { Ports } from '#core/ports/ports.ts'
import type { Caller } from './caller.ts'
import type { Answer, Reply } from './reply.ts'

/** Under what the answer to a POST is kept, and the hash of what was asked. (B14) */
export interface Idempotency {
  readonly tenantId: TenantId
  readonly id: string
  readonly bodyHash: string
}

/** The same before the body is read; the answer, if there is one, is on its way. */
export interface Asked extends Pick<Idempotency, 'tenantId' | 'id'> {
  readonly kept: Promise<Stored<KeptAnswer> | undefined>
}

/** What the alias may be: visible characters. */
export const idempotencyKey = /^[\x21-\x7e]{1,128}$/
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Reads `Repeatability-Request-ID`, or its alias `Idempotency-Key`; undefined when there is neither. */
export function askKeptAnswer(
  { ids, documents }: Pick<Ports, 'ids' | 'documents'>,
  header: (name: string) => string | null,
  { tenantId, homeTenantId, userId }: Pick<Caller, 'tenantId' | 'homeTenantId' | 'userId'>,
  route: string,
): Asked | undefined | RefusalOf<'InvalidRepeatabilityHeader'> {
  const requestId = header('repeatability-request-id')
  const alias = header('idempotency-key')
  const firstSent = header('repeatability-first-sent')
  if (requestId !== null && !uuid.test(requestId)) return invalid('Repeatability-Request-ID', 'uuid')
  if (alias !== null && !idempotencyKey.test(alias)) {
    return invalid('Idempotency-Key', 'visibleCharacters')
  }
  if (firstSent !== null && Number.isNaN(Date.parse(firstSent))) {
    return invalid('Repeatability-First-Sent', 'httpDate')
  }
  const key = requestId?.toLowerCase() ?? alias
  if (key === null || key === undefined) return undefined
  const id = `answer:${ids.derive([tenantId, homeTenantId, userId, route, key].join('\n'))}`
  const kept = documents.read<KeptAnswer>(tenantId, id)
  // A check may end the request before anybody waits for it.
  kept.catch(() => {})
  return { tenantId, id, kept }
}

function invalid(name: string, expected: 'uuid' | 'visibleCharacters' | 'httpDate') {
  return refuse('InvalidRepeatabilityHeader', { header: name, expected })
}

/** The answer that was given before, a refusal when something else is asked now, or undefined the first time. */
export async function answerAgain(
  { documents }: Pick<Ports, 'documents'>,
  { tenantId, bodyHash }: Idempotency,
  kept: Stored<KeptAnswer> | undefined,
): Promise<Reply | undefined> {
  if (!kept) return undefined
  if (kept.bodyHash !== bodyHash) return refuse('RepeatabilityMismatch')
  const etag = kept.etagOf ? (await documents.read(tenantId, kept.etagOf))?._etag : undefined
  return {
    status: kept.status,
    body: kept.body,
    headers: { ...kept.headers, ...accepted },
    ...(etag === undefined ? {} : { etag }),
  }
}

const accepted = { 'Repeatability-Result': 'accepted' }

/** The same, looked up now: a twin of this request may have been faster. */
export async function answerOfTwin(
  ports: Pick<Ports, 'documents'>,
  idempotency: Idempotency | undefined,
): Promise<Reply | undefined> {
  if (!idempotency) return undefined
  const kept = await ports.documents.read<KeptAnswer>(idempotency.tenantId, idempotency.id)
  return answerAgain(ports, idempotency, kept)
}

/** The answer as it is given, saying that it can be repeated. */
export function repeatable(answer: Answer, idempotency: Idempotency | undefined): Answer {
  return idempotency ? { ...answer, headers: { ...answer.headers, ...accepted } } : answer
}

/** The write that keeps an answer, for the batch of the effect it answers. */
export function keepAnswer(
  idempotency: Idempotency | undefined,
  answer: Answer,
  etagOf: string | undefined,
): Write[] {
  if (!idempotency || answer.status >= 300) return []
  const kept: KeptAnswer = {
    type: 'keptAnswer',
    id: idempotency.id,
    tenantId: idempotency.tenantId,
    schemaVersion: 1,
    bodyHash: idempotency.bodyHash,
    status: answer.status,
    headers: { ...answer.headers },
    body: answer.body ?? null,
    etagOf: etagOf ?? null,
    ttl: keptAnswerTtlSeconds,
  }
  return [{ kind: 'create', document: kept }]
}

/**
 * For a POST whose effect is no single batch: the answer is kept after the effect, which must itself bear a repeat.
 * Lost in between, the repeat does it again. What is done is answered as done, whether it can be kept or not.
 */
export async function keepAfterwards(
  { documents, log }: Pick<Ports, 'documents' | 'log'>,
  idempotency: Idempotency | undefined,
  answer: Answer,
): Promise<Answer> {
  const kept = keepAnswer(idempotency, answer, undefined)
  try {
    if (idempotency && kept.length > 0) {
      const { committed } = await documents.commit(idempotency.tenantId, kept)
      // A twin was done at the same time: both say the same.
      const before = committed ? undefined : await answerOfTwin({ documents }, idempotency)
      if (before && !isRefusal(before)) return before
    }
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error
    log('warning', `It is done, but the answer is not kept for a repeat: ${error.message}`)
  }
  return repeatable(answer, idempotency)
}

/**
 * For an act that only one of several repeats at once can do, such as taking a message off a queue: who finds it done,
 * or in other hands, waits a moment for the answer that the one who does it keeps.
 */
export async function orAnswerOfTwin(
  ports: Pick<Ports, 'documents' | 'machineClock'>,
  idempotency: Idempotency | undefined,
  act: () => Promise<Reply>,
): Promise<Reply> {
  try {
    const reply = await act()
    return isRefusal(reply) ? ((await waitForTwin(ports, idempotency)) ?? reply) : reply
  } catch (error) {
    const answer = error instanceof Unavailable && (await waitForTwin(ports, idempotency))
    if (answer) return answer
    throw error
  }
}

const looksMax = 5
const betweenLooksMs = 100

async function waitForTwin(
  ports: Pick<Ports, 'documents' | 'machineClock'>,
  idempotency: Idempotency | undefined,
): Promise<Reply | undefined> {
  for (let looks = 0; idempotency && looks < looksMax; looks += 1) {
    if (looks > 0) await ports.machineClock.sleep(betweenLooksMs)
    const answer = await answerOfTwin(ports, idempotency)
    if (answer) return answer
  }
  return undefined
}
