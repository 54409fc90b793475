import type { TenantId } from '#core/kernel/ids.ts'
import { isRefusal, type Refusal } from '#core/kernel/refusals.ts'
import { toMilliseconds } from '#core/kernel/time.ts'
import type { Write } from '#core/ports/documents.ts'
import { OutcomeUnknown, Unavailable } from '#core/ports/failures.ts'
import type { Ports } from '#core/ports/ports.ts'
import { answerOfTwin, type Idempotency, keepAnswer, repeatable } from './idempotency.ts'
import type { Reply } from './reply.ts'

/** What a decision comes to: the writes of one batch, the answer when they are done, and what follows. */
export interface Change {
  readonly writes: readonly Write[]
  /** A refusal where what has to be saved is no good news for the caller; only answers are kept for a repeat. */
  readonly answer: Reply
  /** Which of the documents in the batch the answer's ETag is of; its write must be in `writes`. */
  readonly etagOf?: string
  /** After the commit, such as the wake-up message of a worker. When it fails, the sweeper makes up for it. */
  readonly afterwards?: () => Promise<void>
}

/** What a transaction needs of a request; whoever acts for nobody's request has no `idempotency`. */
export interface Within {
  readonly services: Pick<Ports, 'documents' | 'machineClock' | 'log'>
  readonly idempotency?: Idempotency | undefined
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
  within: Within,
  tenantId: TenantId,
  decide: (last?: Missed) => Promise<Refusal | Change>,
): Promise<Reply> {
  const tries = { answerWasLost: false }
  try {
    return await tryToChange(within, tenantId, decide, tries)
  } catch (error) {
    // What a batch may have done, nobody shall hear to be not done, because the store is away by now.
    if (!tries.answerWasLost || !(error instanceof Unavailable)) throw error
    throw new OutcomeUnknown(error.message, { cause: error })
  }
}

async function tryToChange(
  within: Within,
  tenantId: TenantId,
  decide: (last?: Missed) => Promise<Refusal | Change>,
  all: { answerWasLost: boolean },
): Promise<Reply> {
  const { services, idempotency } = within
  let last: Missed | undefined
  const until = toMilliseconds(services.machineClock.now()) + patienceMs
  for (let tries = 0; tries < triesMax; tries += 1) {
    if (tries >= triesAnyway && toMilliseconds(services.machineClock.now()) >= until) break
    // The first time it was looked up before the handler.
    const before = tries > 0 ? await answerOfTwin(services, idempotency) : undefined
    if (before) return before
    const decided = await decide(last)
    // The twin of this request may have done it in between: then its answer counts, not our refusal.
    if (isRefusal(decided)) return (await answerOfTwin(services, idempotency)) ?? decided
    const { answer } = decided
    const kept = isRefusal(answer) ? [] : keepAnswer(idempotency, answer, decided.etagOf)
    const saved = await save(services, tenantId, decided, kept)
    if ('missed' in saved) {
      last = saved.missed
      if (last === 'answerLost') all.answerWasLost = true
      if (tries > 1) await services.machineClock.sleep(Math.min(2 ** tries, longestSleepMs))
      continue
    }
    await followUp(services, decided)
    if (isRefusal(answer)) return answer
    return { ...repeatable(answer, idempotency), ...saved }
  }
  throw new Unavailable('Too many others are changing the same thing at this moment.')
}

/** A change whose batch creates a document under a new id: where that is, the change has happened. */
export type Creation = Change & { readonly creates: string }

/**
 * The same for a change that would happen twice, or be refused the second time. When the answer to the batch was lost,
 * the very same batch is sent again: either it is done now, or the document that it creates is in its way, which only
 * it can have made. Reading would not do, since what is read may be older than the batch.
 */
export function createOnce(
  within: Within,
  tenantId: TenantId,
  decide: () => Promise<Refusal | Creation>,
): Promise<Reply> {
  let attempted: Creation | undefined
  return change(within, tenantId, async (last) => {
    if (attempted && last === 'answerLost') return attempted
    if (attempted && last === 'happened') return { ...attempted, writes: [] }
    const decided = await decide()
    if (isRefusal(decided)) return decided
    attempted = creatingFirst(decided)
    return attempted
  })
}

/** Whatever else would stop the batch a second time, the document that it creates does so before. */
function creatingFirst(creation: Creation): Creation {
  const isIt = (write: Write) => idOf(write) === creation.creates
  const { writes } = creation
  return { ...creation, writes: [...writes.filter(isIt), ...writes.filter((write) => !isIt(write))] }
}

/**
 * Why the batch of the try before counts for nothing: somebody else was faster, or what its first write creates is
 * there already, or nobody knows whether it was done.
 */
type Missed = 'conflict' | 'happened' | 'answerLost'

async function save(
  services: Within['services'],
  tenantId: TenantId,
  decided: Change,
  kept: readonly Write[],
): Promise<{ readonly etag?: string } | { readonly missed: Missed }> {
  const writes = [...decided.writes, ...kept]
  const present = () => currentEtag(services, tenantId, decided)
  if (writes.length === 0) return present()
  try {
    const commit = await services.documents.commit(tenantId, writes)
    if (!commit.committed) {
      return { missed: commit.at === 0 && commit.because === 'exists' ? 'happened' : 'conflict' }
    }
    const at = writes.findIndex((write) => idOf(write) === decided.etagOf)
    const etag = commit.etags[at]
    return etag === undefined ? await present() : { etag }
  } catch (error) {
    // Deciding again shows whether it happened: by the kept answer, or by the state that was found.
    if (error instanceof OutcomeUnknown) return { missed: 'answerLost' }
    throw error
  }
}

async function currentEtag(
  { documents }: Within['services'],
  tenantId: TenantId,
  decided: Change,
): Promise<{ readonly etag?: string }> {
  const present = decided.etagOf && (await documents.read(tenantId, decided.etagOf))
  return present ? { etag: present._etag } : {}
}

function idOf(write: Write): string {
  return 'document' in write ? write.document.id : write.id
}

/** How long the answer waits for what follows it: a queue that hangs must not hold up what is saved. */
const followUpMs = 1_000

/** What is saved is answered as saved, whatever becomes of the rest: the sweeper makes up for it. */
async function followUp({ machineClock, log }: Within['services'], { afterwards }: Change): Promise<void> {
  if (!afterwards) return
  const done = afterwards().catch((error: unknown) => {
    const passes = error instanceof Unavailable
    log(passes ? 'warning' : 'error', `The change is saved; what follows is left to the sweeper: ${error}`)
  })
  await Promise.race([done, machineClock.sleep(followUpMs)])
}
