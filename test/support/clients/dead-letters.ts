import { expectStatus } from '#local/system/api-client.ts'
import { operator } from './journey.ts'
import { eventually } from './system.ts'

export interface Letter {
  readonly queue: string
  readonly sequenceNumber: string
  readonly messageId: string
  readonly reason: string
  readonly poison?: string
  readonly deliveryCount: number
  readonly tenantId?: string
  readonly operationId?: string
  readonly operationStatus?: string
  readonly body: unknown
}

export async function deadLetters(queue?: string): Promise<readonly Letter[]> {
  // Each queue has more than ten of them where every kind of bad message is tried.
  const path = `/ops/deadLetters?maxpagesize=1000${queue === undefined ? '' : `&queue=${queue}`}`
  return (await expectStatus(operator.get<{ value: Letter[] }>(path), 200)).body.value
}

/** The first that is as wanted, as soon as it is there. */
export function deadLetter(wanted: (letter: Letter) => boolean, withinMs = 15_000): Promise<Letter> {
  return eventually(async () => (await deadLetters()).find(wanted), withinMs)
}

export function askDrop({ queue, sequenceNumber }: Letter, reason: string) {
  return operator.post<{ operationId?: string; operationStatus?: string }>('/ops/deadLetters/drop', {
    queue,
    sequenceNumber,
    reason,
  })
}

export function askResubmit({ queue, sequenceNumber }: Letter) {
  return operator.post<{ messageId: string }>('/ops/deadLetters/resubmit', { queue, sequenceNumber })
}

/** Leaves nothing behind that the next test would stumble over. */
export async function dropAll(): Promise<void> {
  for (const letter of await deadLetters()) await expectStatus(askDrop(letter, 'The test is over.'), 200)
}
