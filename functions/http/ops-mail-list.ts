import * as z from 'zod'
import type { Mail } from '#core/mail/mail.ts'
import { messageIdOf, renderMail } from '#core/mail/render.ts'
import type { Comparison } from '#core/ports/documents.ts'
import type { World } from '#core/ports/services.ts'
import { door, guid } from '../door.ts'

const mailsMax = 200

export const opsMailList = door({
  name: 'ops-mail-list',
  method: 'GET',
  route: '/ops/mail',
  summary: 'The mails of all tenants, newest first: what was said to whom, and whether it went out.',
  tag: 'Ops',
  who: ['operatorReads'],
  scope: 'ops',
  params: z.object({}),
  query: z.strictObject({
    status: z.enum(['queued', 'sent', 'refused', 'failed']).optional(),
    tenantId: guid.optional(),
    operationId: guid.optional(),
    subscriptionId: guid.optional(),
  }),
  answers: {
    200: {
      description: `At most ${mailsMax} mails`,
      body: z.object({
        value: z.array(
          z.object({
            id: z.string(),
            tenantId: z.string(),
            to: z.string(),
            subject: z.string(),
            text: z.string(),
            html: z.string(),
            language: z.string(),
            kind: z.string(),
            subscriptionId: z.string(),
            operationId: z.string().optional(),
            messageId: z.string(),
            traceparent: z.string(),
            status: z.string(),
            createdDateTime: z.string(),
            sentDateTime: z.string().optional(),
            refusedBecause: z.string().optional(),
          }),
        ),
      }),
    },
  },
  refusals: [],
  async handle({ world, query }) {
    const where: Comparison[] = [{ field: 'type', is: '=', value: 'mail' }]
    if (query.status) where.push({ field: 'state', is: '=', value: query.status })
    for (const field of ['tenantId', 'operationId', 'subscriptionId'] as const) {
      const value = query[field]
      if (value) where.push({ field, is: '=', value })
    }
    const found = await world.acrossTenants.find(
      { where, orderBy: { field: 'createdAt', direction: 'descending' } },
      mailsMax,
    )
    const mails = await Promise.all(found.map(({ tenantId, id }) => world.documents.read<Mail>(tenantId, id)))
    return {
      status: 200,
      body: { value: mails.filter((mail) => mail !== undefined).map((mail) => view(world, mail)) },
    }
  },
})

function view(world: World, mail: Mail) {
  const { subject, text, html } = renderMail(mail, { portalUrl: world.settings.portalUrl })
  return {
    id: mail.id,
    tenantId: mail.tenantId,
    to: mail.to.address,
    subject,
    text,
    html,
    language: mail.language,
    kind: mail.kind,
    subscriptionId: mail.subscriptionId,
    ...(mail.operationId ? { operationId: mail.operationId } : {}),
    messageId: messageIdOf(mail, world.settings.mailDomain),
    traceparent: mail.traceparent,
    status: mail.state,
    createdDateTime: mail.createdAt,
    ...(mail.sentAt ? { sentDateTime: mail.sentAt } : {}),
    ...(mail.refusedBecause ? { refusedBecause: mail.refusedBecause } : {}),
  }
}
