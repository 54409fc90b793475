import { addMilliseconds, type Instant, toMilliseconds } from '#core/kernel/time.ts'
import type { Mail } from '#core/mail/mail.ts'
import { messageIdOf, renderMail } from '#core/mail/render.ts'
import { oneLine } from '#core/mail/sanitize.ts'
import type { Stored, Write } from '#core/ports/documents.ts'
import { Unavailable } from '#core/ports/failures.ts'
import type { Mailer } from '#core/ports/mailer.ts'
import { attemptsMax, delayMsOf, isLastDelivery, waitForReplicas } from '../jobs/back-off.ts'
import type { Services } from '../jobs/job.ts'
import { PoisonMessage } from '../jobs/message.ts'
import { type MailMessage, wakeUpForMail } from './message.ts'

type Answer = Awaited<ReturnType<Mailer['send']>>
type Sent = Exclude<Answer, { readonly postponed: string }>

/** How long a mail server may ask for a mail again later: then that counts as a failure like any other. */
const patienceMs = 2 * 24 * 60 * 60_000
const firstWaitMs = 60_000
/** Servers count by the hour: who comes back after a little more finds all of it free. */
const longestWaitMs = 61 * 60_000

/**
 * Sends one mail and marks it sent. It is claimed first, so that a message that is delivered twice is not sent twice.
 * A crash between sending and marking sends it again with the same Message-ID: that window cannot be closed with SMTP,
 * so it is kept small and both are shown under /ops/mail.
 */
export async function sendMail(
  services: Services,
  message: MailMessage,
  deliveryCount: number,
): Promise<void> {
  try {
    const mail = await findMail(services, message)
    if (mail.state === 'sent' || mail.state === 'refused') return
    const until = await claim(services, mail, message)
    if (until === 'busy') return
    const result = await send(services, mail, until)
    if ('postponed' in result) return await postpone(services, mail, message, until, result.postponed)
    await mark(services, mail, result, until)
  } catch (error) {
    if (error instanceof PoisonMessage) await waitForReplicas(services, deliveryCount)
    const later = error instanceof Unavailable && message.attempt < attemptsMax
    if (later) return backOff(services, message, error)
    if (error instanceof Unavailable || isLastDelivery(services, deliveryCount)) {
      await giveUp(services, message)
    }
    throw error
  }
}

/** The mail that the message is about. Throws `PoisonMessage` when there is none. */
export async function findMail(
  { documents }: Pick<Services, 'documents'>,
  { tenantId, mailId }: MailMessage,
): Promise<Stored<Mail>> {
  const mail = await documents.read<Mail>(tenantId, mailId)
  if (mail?.type !== 'mail') throw new PoisonMessage(`No mail ${mailId} is known.`, tenantId)
  return mail
}

/**
 * Keeps the mail to this worker until its slice of time is over. While another one has it, a later copy of the message
 * looks again; that is no failed attempt, so nothing runs out.
 */
async function claim(
  services: Services,
  mail: Stored<Mail>,
  message: MailMessage,
): Promise<Instant | 'busy'> {
  const now = services.machineClock.now()
  const until = addMilliseconds(now, services.settings.workSliceMs)
  const taken = mail.claimedUntil && now < mail.claimedUntil ? mail.claimedUntil : undefined
  if (!taken && (await commitClaim(services, mail, until))) return until
  const tick = toMilliseconds(taken ?? until)
  const delayMs = tick - toMilliseconds(now)
  await wakeUpForMail(services, message, { attempt: message.attempt, delayMs, tick })
  return 'busy'
}

async function commitClaim(services: Services, mail: Stored<Mail>, claimedUntil: Instant): Promise<boolean> {
  const commit = await services.documents.commit(mail.tenantId, [
    { kind: 'patch', id: mail.id, set: { claimedUntil }, ifMatch: mail._etag },
  ])
  return commit.committed
}

async function send(services: Services, mail: Mail, until: Instant): Promise<Answer> {
  // A process that stood still since may have lost the claim to another one.
  if (services.machineClock.now() >= until) throw new Unavailable('The claim on this mail has run out.')
  const { subject, text, html } = renderMail(mail, { portalUrl: services.settings.portalUrl })
  try {
    return await services.mailer.send({
      messageId: messageIdOf(mail, services.settings.mailDomain),
      // The mailer refuses a header with a line break in it: a strange name must not cost its owner the mail. (B18)
      to: { name: oneLine(mail.to.name), address: mail.to.address },
      ...(mail.cc ? { cc: { name: oneLine(mail.cc.name), address: mail.cc.address } } : {}),
      subject,
      text,
      html,
      language: mail.language,
      traceparent: mail.traceparent,
    })
  } catch (error) {
    await giveBack(services, mail, until)
    throw error
  }
}

/**
 * Leaves the mail alone for as long as it has waited already, within bounds. It stays claimed until then, so that no other
 * message and no sweep bothers the server sooner; that is no failed attempt.
 */
async function postpone(
  services: Services,
  mail: Mail,
  message: MailMessage,
  until: Instant,
  reason: string,
): Promise<void> {
  const code = codeOf(reason)
  const now = services.machineClock.now()
  const postponedSince = firstPostponed(mail, now)
  const waitedMs = toMilliseconds(now) - toMilliseconds(postponedSince)
  if (waitedMs > patienceMs) {
    await giveBack(services, mail, until)
    throw new Unavailable(`The mail server has asked for too long to come later (${code}).`)
  }
  const delayMs = Math.min(longestWaitMs, Math.max(firstWaitMs, waitedMs))
  const claimedUntil = addMilliseconds(now, delayMs)
  services.log('warning', `A mail is postponed for ${delayMs} ms (${code}).`, { mailId: mail.id })
  await services.documents.commit(mail.tenantId, [
    {
      kind: 'patch',
      id: mail.id,
      set: { state: 'queued', claimedUntil, postponedSince },
      when: [
        { field: 'claimedUntil', is: '=', value: until },
        { field: 'state', is: 'in', values: ['queued', 'failed'] },
      ],
    },
  ])
  const { attempt } = message
  await wakeUpForMail(services, message, { attempt, delayMs, tick: toMilliseconds(claimedUntil) })
}

/**
 * Since when the server has asked for it later. What comes so late is no message that was still on its way when the mail
 * failed: an operator has put its dead letter back, and the server may ask for patience anew, as with a thousand of them.
 */
function firstPostponed(mail: Mail, now: Instant): Instant {
  const { postponedSince = now, state } = mail
  const onItsWayUntil = addMilliseconds(postponedSince, patienceMs + 2 * longestWaitMs)
  return state === 'failed' && now > onItsWayUntil ? now : postponedSince
}

/** Lets the next try begin before the claim runs out. */
async function giveBack(services: Services, mail: Mail, until: Instant): Promise<void> {
  await services.documents.commit(mail.tenantId, [
    {
      kind: 'patch',
      id: mail.id,
      set: { claimedUntil: null },
      when: [{ field: 'claimedUntil', is: '=', value: until }],
    },
  ])
}

/** Such as `452 4.5.127`. What else a server says may repeat the address: operators read it in /ops/mail, not in a log. */
function codeOf(answer: string): string {
  return /^\d{3}(?: \d\.\d+\.\d+)?/.exec(answer)?.[0] ?? 'no code'
}

/** A sent mail that is not marked is sent again: while the claim lasts, marking is tried and tried. */
async function mark(services: Services, mail: Mail, result: Sent, until: Instant): Promise<void> {
  const refused = 'refused' in result
  const what = refused ? 'A mail' : 'The copy of a mail'
  const why = refused ? result.refused : result.copyRefused
  if (why !== undefined) {
    services.log('warning', `${what} was refused (${codeOf(why)}).`, { mailId: mail.id })
  }
  const marked: Write = {
    kind: 'patch',
    id: mail.id,
    set: refused
      ? { state: 'refused', refusedBecause: result.refused }
      : { state: 'sent', sentAt: services.clock.now() },
    when: [{ field: 'state', is: 'in', values: ['queued', 'failed'] }],
  }
  for (;;) {
    try {
      await services.documents.commit(mail.tenantId, [marked])
      return
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error
      if (addMilliseconds(services.machineClock.now(), error.retryAfterMs) >= until) throw error
      await services.machineClock.sleep(error.retryAfterMs)
    }
  }
}

function backOff(services: Services, message: MailMessage, error: Unavailable): Promise<void> {
  const attempt = message.attempt + 1
  return wakeUpForMail(services, message, { attempt, delayMs: delayMsOf(attempt, error) })
}

/** Not swept any more: the dead letter shows it, and resubmitting that sends the mail. */
async function giveUp(services: Services, { tenantId, mailId }: MailMessage): Promise<void> {
  await services.documents.commit(tenantId, [
    {
      kind: 'patch',
      id: mailId,
      set: { state: 'failed' },
      when: [
        { field: 'type', is: '=', value: 'mail' },
        { field: 'state', is: '=', value: 'queued' },
      ],
    },
  ])
}
