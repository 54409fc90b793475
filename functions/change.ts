import type { TenantId } from '#core/kernel/ids.ts'
import { isRefusal, type Refusal } from '#core/kernel/refusals.ts'
import { toMilliseconds } from '#core/kernel/time.ts'
import type { Write } from '#core/ports/documents.ts'
import { OutcomeUnknown, Unavailable } from '#core/ports/failures.ts'
import type { World } from '#core/ports/services.ts'
import type { Answer, Call, Reply } from './door.ts'
import { answerAgain, keepAnswer } from './repeats.ts'

/** What a decision comes to: the writes of one batch, the answer when they are done, and what follows. */
export interface Change {
  readonly writes: readonly Write[]
  readonly answer: Answer
  /** Which of the documents in the batch the answer's ETag is of; its write must be in `writes`. */
  readonly etagOf?: string
  /** After the commit, such as the nudge of a worker. When it fails, the sweeper makes up for it. */
  readonly afterwards?: () => Promise<void>
}

/** Of those who meet, one succeeds each time: a crowd gets through one after another, as long as patience lasts. */
const triesMax = 64
const triesAnyway = 8
const patienceMs = 3_000
const longestSleepMs = 32

/**
 * Load, decide, save; and again when somebody else was faster. `decide` reads afresh each time. The kept answer of a
 * repeated POST is part of the batch, so effect and answer exist together or not at all.
 */
export async function change(
  call: Pick<Call, 'world' | 'repeat'>,
  tenantId: TenantId,
  decide: () => Promise<Refusal | Change>,
): Promise<Reply> {
  const { world, repeat } = call
  const until = toMilliseconds(world.clock.now()) + patienceMs
  for (let tries = 0; tries < triesMax; tries += 1) {
    if (tries >= triesAnyway && toMilliseconds(world.clock.now()) >= until) break
    const before = await answerAgain(world, tenantId, repeat)
    if (before) return before
    const decided = await decide()
    // The twin of this request may have done it in between: then its answer counts, not our refusal.
    if (isRefusal(decided)) return (await answerAgain(world, tenantId, repeat)) ?? decided
    const etag = await save(
      world,
      tenantId,
      decided,
      keepAnswer(tenantId, repeat, decided.answer, decided.etagOf),
    )
    if (etag === 'conflict') {
      if (tries > 1) await world.clock.sleep(Math.min(2 ** tries, longestSleepMs))
      continue
    }
    await followUp(world, decided)
    const headers = repeat
      ? { ...decided.answer.headers, 'Repeatability-Result': 'accepted' }
      : decided.answer.headers
    return {
      ...decided.answer,
      ...(headers ? { headers } : {}),
      ...(etag === undefined ? {} : { etag }),
    }
  }
  throw new Unavailable('Too many others are changing the same thing at this moment.')
}

/** A change whose batch creates a document under a new id: where that is, the change has happened. */
export type Creation = Change & { readonly creates: string }

/**
 * The same for a change that would happen twice, or be refused the second time: when the answer to the batch was lost,
 * the document that it creates tells whether it happened.
 */
export function createOnce(
  call: Pick<Call, 'world' | 'repeat'>,
  tenantId: TenantId,
  decide: () => Promise<Refusal | Creation>,
): Promise<Reply> {
  let attempted: Creation | undefined
  return change(call, tenantId, async () => {
    const happened = attempted && (await call.world.documents.read(tenantId, attempted.creates))
    if (attempted && happened) return { ...attempted, writes: [] }
    const decided = await decide()
    attempted = isRefusal(decided) ? undefined : decided
    return decided
  })
}

async function save(
  world: World,
  tenantId: TenantId,
  decided: Change,
  kept: readonly Write[],
): Promise<string | undefined | 'conflict'> {
  const writes = [...decided.writes, ...kept]
  if (writes.length === 0) return currentEtag(world, tenantId, decided)
  try {
    const commit = await world.documents.commit(tenantId, writes)
    if (!commit.committed) return 'conflict'
    const at = writes.findIndex((write) => idOf(write) === decided.etagOf)
    return at < 0 ? currentEtag(world, tenantId, decided) : commit.etags[at]
  } catch (error) {
    // Deciding again shows whether it happened: by the kept answer, or by the state that was found.
    if (error instanceof OutcomeUnknown) return 'conflict'
    throw error
  }
}

async function currentEtag(world: World, tenantId: TenantId, decided: Change): Promise<string | undefined> {
  return decided.etagOf ? (await world.documents.read(tenantId, decided.etagOf))?._etag : undefined
}

function idOf(write: Write): string {
  return 'document' in write ? write.document.id : write.id
}

async function followUp(world: World, decided: Change): Promise<void> {
  try {
    await decided.afterwards?.()
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error
    world.log('warning', `The change is saved; what follows is left to the sweeper: ${error.message}`)
  }
}
