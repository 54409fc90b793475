import type { Mail } from '#core/documents.ts'
import { oneLine } from '#core/mails/harmless.ts'
import { messageIdOf, renderMail } from '#core/mails.ts'
import { Unavailable, type World } from '#core/ports.ts'
import { PoisonMessage } from './job-messages.ts'
import { type MailMessage, nudgeMail, parseMailMessage } from './mail-messages.ts'
import { queueWorker } from './queue-worker.ts'

const attemptsMax = 10
const longestDelayMs = 60_000

/**
 * Sends one mail and marks it sent. A crash between the two sends it again with the same Message-ID: that window
 * cannot be closed with SMTP, so it is kept small and both are shown under /ops/mail.
 */
export const sendEmail = queueWorker('send-email', async (world, body) => {
  const message = parseMailMessage(body)
  const mail = await world.documents.read<Mail>(message.tenantId, message.mailId)
  if (mail?.type !== 'mail') throw new PoisonMessage(`No mail ${message.mailId} is known.`)
  if (mail.state === 'sent' || mail.state === 'refused') return
  try {
    await sendAndMark(world, mail)
  } catch (error) {
    if (error instanceof Unavailable && (await backOff(world, mail, message, error))) return
    throw error
  }
})

async function sendAndMark(world: World, mail: Mail): Promise<void> {
  const { subject, text, html } = renderMail(mail, { portalUrl: world.settings.portalUrl })
  const result = await world.mailer.send({
    messageId: messageIdOf(mail, world.settings.mailDomain),
    // The mailer refuses a header with a line break in it: a strange name must not cost its owner the mail. (B18)
    to: { name: oneLine(mail.to.name), address: mail.to.address },
    subject,
    text,
    html,
    language: mail.language,
    traceparent: mail.traceparent,
  })
  const refused = 'refused' in result
  if (refused) world.log('warning', `A mail was refused: ${result.refused}`, { mailId: mail.id })
  await world.documents.commit(mail.tenantId, [
    {
      kind: 'patch',
      id: mail.id,
      set: refused
        ? { state: 'refused', refusedBecause: result.refused }
        : { state: 'sent', sentAt: world.clock.now() },
      when: [{ field: 'state', is: 'in', values: ['queued', 'failed'] }],
    },
  ])
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
