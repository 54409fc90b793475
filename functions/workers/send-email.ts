import type { Mail } from '#core/documents.ts'
import { oneLine } from '#core/mails/harmless.ts'
import { messageIdOf, renderMail } from '#core/mails.ts'
import { type Mailer, type Stored, Unavailable, type World, type Write } from '#core/ports.ts'
import { addMilliseconds, type Instant, toMilliseconds } from '#core/time.ts'
import { PoisonMessage } from './job-messages.ts'
import { type MailMessage, nudgeMail, parseMailMessage } from './mail-messages.ts'
import { queueWorker } from './queue-worker.ts'

const attemptsMax = 10
const longestDelayMs = 60_000

type Sent = Awaited<ReturnType<Mailer['send']>>

/**
 * Sends one mail and marks it sent. It is claimed first, so that a message that is delivered twice is not sent twice.
 * A crash between sending and marking sends it again with the same Message-ID: that window cannot be closed with SMTP,
 * so it is kept small and both are shown under /ops/mail.
 */
export const sendEmail = queueWorker('send-email', async (world, body) => {
  const message = parseMailMessage(body)
  const mail = await world.documents.read<Mail>(message.tenantId, message.mailId)
  if (mail?.type !== 'mail') throw new PoisonMessage(`No mail ${message.mailId} is known.`)
  if (mail.state === 'sent' || mail.state === 'refused') return
  try {
    const until = await claim(world, mail)
    const result = await send(world, mail, until)
    await mark(world, mail, result, until)
  } catch (error) {
    if (error instanceof Unavailable && (await backOff(world, mail, message, error))) return
    throw error
  }
})

/** Keeps the mail to this worker until its slice of time is over. Throws `Unavailable` while another one has it. */
async function claim(world: World, mail: Stored<Mail>): Promise<Instant> {
  const now = world.clock.now()
  if (mail.claimedUntil && now < mail.claimedUntil) {
    const retryAfterMs = toMilliseconds(mail.claimedUntil) - toMilliseconds(now)
    throw new Unavailable('Another worker is sending this mail.', { retryAfterMs })
  }
  const claimedUntil = addMilliseconds(now, world.settings.workSliceMs)
  const commit = await world.documents.commit(mail.tenantId, [
    { kind: 'patch', id: mail.id, set: { claimedUntil }, ifMatch: mail._etag },
  ])
  if (!commit.committed) throw new Unavailable('Another worker has just taken this mail.')
  return claimedUntil
}

async function send(world: World, mail: Mail, until: Instant): Promise<Sent> {
  // A process that stood still since may have lost the claim to another one.
  if (world.clock.now() >= until) throw new Unavailable('The claim on this mail has run out.')
  const { subject, text, html } = renderMail(mail, { portalUrl: world.settings.portalUrl })
  try {
    return await world.mailer.send({
      messageId: messageIdOf(mail, world.settings.mailDomain),
      // The mailer refuses a header with a line break in it: a strange name must not cost its owner the mail. (B18)
      to: { name: oneLine(mail.to.name), address: mail.to.address },
      subject,
      text,
      html,
      language: mail.language,
      traceparent: mail.traceparent,
    })
  } catch (error) {
    await giveBack(world, mail, until)
    throw error
  }
}

/** Lets the next try begin before the claim runs out. */
async function giveBack(world: World, mail: Mail, until: Instant): Promise<void> {
  await world.documents.commit(mail.tenantId, [
    {
      kind: 'patch',
      id: mail.id,
      set: { claimedUntil: null },
      when: [{ field: 'claimedUntil', is: '=', value: until }],
    },
  ])
}

/** A sent mail that is not marked is sent again: while the claim lasts, marking is tried and tried. */
async function mark(world: World, mail: Mail, result: Sent, until: Instant): Promise<void> {
  const refused = 'refused' in result
  if (refused) world.log('warning', `A mail was refused: ${result.refused}`, { mailId: mail.id })
  const marked: Write = {
    kind: 'patch',
    id: mail.id,
    set: refused
      ? { state: 'refused', refusedBecause: result.refused }
      : { state: 'sent', sentAt: world.clock.now() },
    when: [{ field: 'state', is: 'in', values: ['queued', 'failed'] }],
  }
  for (;;) {
    try {
      await world.documents.commit(mail.tenantId, [marked])
      return
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error
      if (addMilliseconds(world.clock.now(), error.retryAfterMs) >= until) throw error
      await world.clock.sleep(error.retryAfterMs)
    }
  }
}

async function backOff(world: World, mail: Mail, message: MailMessage, error: Unavailable): Promise<boolean> {
  const attempt = message.attempt + 1
  if (attempt > attemptsMax) {
    // Not swept any more: the dead letter shows it, and resubmitting that sends the mail.
    await world.documents.commit(mail.tenantId, [
      {
        kind: 'patch',
        id: mail.id,
        set: { state: 'failed' },
        when: [{ field: 'state', is: '=', value: 'queued' }],
      },
    ])
    return false
  }
  const delayMs = Math.max(error.retryAfterMs, Math.min(longestDelayMs, 250 * 2 ** attempt))
  await nudgeMail(world, mail, { attempt, delayMs })
  return true
}
