import { setTimeout as wait } from 'node:timers/promises'
import type { AppSettings } from '#local/system/app-settings.ts'
import { sendPoison } from '#local/system/poison-message.ts'
import { stateFiles } from '#local/system/state-folder.ts'
import { readWhole } from '#local/system/whole-file.ts'
import type { Actor } from './actor.ts'
import { waitForEnd } from './move.ts'
import type { DeadLetterRow, List, MailPreview, OperationRow, SubscriptionRow } from './shapes.ts'
import type { Stage } from './stage.ts'
import type { Story } from './story.ts'

interface MailRow {
  readonly messageId: string
  readonly subject: string
  readonly text: string
  readonly to: readonly string[]
}

/** The purchaser was notified, exactly once. */
export async function readMail(
  stage: Stage,
  story: Story,
  expected: MailPreview,
  since: Date,
): Promise<MailRow> {
  const query = `to=${encodeURIComponent(expected.to)}`
  const ours = async () => {
    const answer = await fetch(`${stage.ready().mailbox}/messages?${query}`)
    const mails = (await answer.json()) as (MailRow & { receivedAt: string })[]
    return mails.filter(
      ({ subject, receivedAt }) => subject === expected.subject && new Date(receivedAt) >= since,
    )
  }
  const [mail] = await until('the mail', ours, (mails) => mails.length > 0)
  if (!mail) throw new Error('No mail came.')
  const distinct = new Set((await ours()).map(({ messageId }) => messageId)).size
  if (distinct !== 1) throw new Error(`Expected one mail, found ${distinct}.`)
  story.tell(`The mailbox has exactly one mail for ${expected.to}: "${mail.subject}".`, {
    request: `GET ${stage.ready().mailbox}/messages?${query} → 200`,
  })
  for (const line of mail.text
    .split('\n')
    .filter((text) => text.trim() !== '')
    .slice(0, 4))
    story.add(`| ${line}`)
  return mail
}

/** The other way to end a purchase: everybody loses the licence, and the purchaser is notified. */
export async function cancel(stage: Stage, story: Story, bought: SubscriptionRow): Promise<void> {
  const admin = stage.as('bram-billing')
  const path = `subscriptions/${bought.id}`
  const since = new Date()
  const control = await admin.ask('POST', `${path}/takeControl`, 200)
  const preview = await admin.ask<{ usersToRevoke: number; mail: MailPreview }>(
    'POST',
    `${path}/previewCancel`,
    200,
  )
  const started = await admin.ask<OperationRow>('POST', `${path}/cancel`, 202, {
    body: { reason: 'unused', confirm: true },
    ifMatch: control.headers.get('etag') ?? '',
  })
  const ended = await waitForEnd(admin, started.body.id)
  if (ended.status !== 'Succeeded') throw new Error(`The cancel ended ${ended.status}.`)
  const after = await admin.ask<SubscriptionRow>('GET', path, 200)
  story.tell(
    `${admin.name} cancels what was bought at the start: ${preview.body.usersToRevoke} licences are revoked, the subscription is ${after.body.status}.`,
    started,
    ended,
  )
  await readMail(stage, story, preview.body.mail, since)
}

/** A message that nobody can work on is not lost and blocks nobody: it is put aside, shown, tried again, dropped. */
export async function showDeadLetter(stage: Stage, story: Story): Promise<void> {
  const operator = stage.withRole('operator')
  const settings = readWhole<AppSettings>(stateFiles(stage.state).settings)
  const queue = 'move-users'
  const { messageId } = await sendPoison(settings?.['SERVICE_BUS_CONNECTION'] ?? '', 'not-json', {
    queue,
    tenantId: operator.tenantId,
  })
  const letter = await deadLetter(operator, messageId)
  story.tell(
    `A message that is no JSON gets on the queue ${queue}. After ${letter.deliveryCount} deliveries it is a dead letter, with the reason: "${letter.poison ?? ''}"`,
    letter,
  )
  const again = await operator.ask<{ messageId: string }>('POST', '/ops/deadLetters/resubmit', 200, {
    body: { queue, sequenceNumber: letter.sequenceNumber },
  })
  const second = await deadLetter(operator, again.body.messageId)
  const dropped = await operator.ask('POST', '/ops/deadLetters/drop', 200, {
    body: { queue, sequenceNumber: second.sequenceNumber, reason: 'The demo put it there.' },
  })
  const left = await operator.ask<List<DeadLetterRow>>('GET', `/ops/deadLetters?queue=${queue}`, 200)
  if (left.body.value.some((one) => one.messageId === again.body.messageId))
    throw new Error('It is still there.')
  story.tell(
    `${operator.name}, operator, resubmits it, sees it come back, and drops it with a reason that the audit trail keeps.`,
    again,
    dropped,
  )
}

async function deadLetter(operator: Actor, messageId: string): Promise<DeadLetterRow & { request: string }> {
  const found = await until(
    'the dead letter',
    () => operator.ask<List<DeadLetterRow>>('GET', '/ops/deadLetters', 200),
    ({ body }) => body.value.some((letter) => letter.messageId === messageId),
  )
  const letter = found.body.value.find((one) => one.messageId === messageId)
  if (!letter) throw new Error(`${messageId} is no dead letter.`)
  return { ...letter, request: found.request }
}

async function until<T>(what: string, ask: () => Promise<T>, isThere: (answer: T) => boolean): Promise<T> {
  const end = Date.now() + 30_000
  for (;;) {
    const answer = await ask()
    if (isThere(answer)) return answer
    if (Date.now() > end) throw new Error(`Waited 30 s in vain for ${what}.`)
    await wait(50)
  }
}
