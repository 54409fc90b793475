import type { Mail } from '#core/mail/mail.ts'
import { everywhere } from '#core/ports/documents.ts'
import { isNotAtWork } from '../jobs/at-work.ts'
import type { Job } from '../jobs/job.ts'
import { unlessNewer } from '../jobs/unless-newer.ts'
import { parseMailMessage, wakeUpForMail } from './message.ts'

export const mailJob = {
  kind: 'mail',
  async handle(services, queue, body, deliveryCount) {
    const { sendMail } = await import('./send-mail.ts')
    await sendMail(services, parseMailMessage(queue, body), deliveryCount)
  },
  async explain(services, queue, body) {
    const { findMail } = await import('./send-mail.ts')
    const { tenantId } = await findMail(services, parseMailMessage(queue, body))
    return { tenantId }
  },
  async sweep(services, { tick, ...atWork }) {
    const now = services.machineClock.now()
    const unsent = {
      where: [
        { field: 'type', is: '=', value: 'mail' },
        { field: 'state', is: '=', value: 'queued' },
        isNotAtWork('createdAt', atWork),
      ],
    } as const
    for await (const { tenantId, id } of everywhere(services.acrossTenants, unsent)) {
      const mail = await unlessNewer(services.documents.read<Mail>(tenantId, id))
      const claimed = mail?.claimedUntil && now < mail.claimedUntil
      if (mail?.state === 'queued' && !claimed)
        await wakeUpForMail(services, { ...mail, mailId: mail.id }, { tick })
    }
  },
} as const satisfies Job
