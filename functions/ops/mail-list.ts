import * as z from 'zod'
import { type Mail, mailStates } from '#core/mail/mail.ts'
import { messageIdOf, renderMail } from '#core/mail/render.ts'
import type { Comparison } from '#core/ports/documents.ts'
import type { Ports } from '#core/ports/ports.ts'
import { opsRoute } from '../http/route.ts'
import { guid, instantShape, languageShape, listOf, nothing, paging } from '../http/shapes.ts'
import { listAcrossTenants } from './across-tenants.ts'

export const route = opsRoute({
  summary: 'The mails of all tenants, newest first: what was said to whom, and whether it went out.',
  tag: 'Ops',
  who: ['operatorReads'],
  params: nothing,
  query: z.strictObject({
    ...paging,
    status: z.enum(mailStates).optional().describe('How far they are'),
    tenantId: guid.optional().describe('Of this organisation only'),
    operationId: guid.optional().describe('Of this operation only'),
    subscriptionId: guid.optional().describe('About this subscription only'),
  }),
  answers: {
    200: {
      description: 'A page of mails',
      body: listOf(
        z
          .object({
            id: z.string().describe('Within its organisation'),
            tenantId: z.string().describe('Whose it is'),
            to: z.string().describe('The address'),
            cc: z.string().optional().describe('The address that gets a copy'),
            subject: z.string().describe('As it is sent'),
            text: z.string().describe('As it is sent'),
            html: z.string().describe('As it is sent'),
            language: languageShape.describe('Of its reader'),
            kind: z.string().describe('What it tells. Extensible'),
            subscriptionId: z.string().optional().describe('What it is about, unless that is a card'),
            operationId: z.string().optional().describe('What caused it'),
            messageId: z.string().describe('The same for the same mail, always'),
            traceparent: z.string().describe('W3C trace context of what caused it'),
            status: z
              .enum(mailStates)
              .describe('`refused` by the mail server for good, `failed` after many tries'),
            createdDateTime: instantShape,
            sentDateTime: instantShape.optional(),
            refusedBecause: z.string().optional().describe('What the mail server said'),
          })
          .meta({ id: 'Mail', title: 'Mail' }),
      ),
    },
  },
  refusals: [],
  handle(context) {
    const { query, services } = context
    const where: Comparison[] = [{ field: 'type', is: '=', value: 'mail' }]
    if (query.status) where.push({ field: 'state', is: '=', value: query.status })
    for (const field of ['tenantId', 'operationId', 'subscriptionId'] as const) {
      const value = query[field]
      if (value) where.push({ field, is: '=', value })
    }
    const newestFirst = { where, orderBy: { field: 'createdAt', direction: 'descending' } } as const
    return listAcrossTenants<Mail>(context, newestFirst, (mail) => view(services, mail))
  },
})

function view({ settings }: Pick<Ports, 'settings'>, mail: Mail) {
  const { subject, text, html } = renderMail(mail, { portalUrl: settings.portalUrl })
  return {
    id: mail.id,
    tenantId: mail.tenantId,
    to: mail.to.address,
    ...(mail.cc ? { cc: mail.cc.address } : {}),
    subject,
    text,
    html,
    language: mail.language,
    kind: mail.kind,
    ...(mail.subscriptionId ? { subscriptionId: mail.subscriptionId } : {}),
    ...(mail.operationId ? { operationId: mail.operationId } : {}),
    messageId: messageIdOf(mail, settings.mailDomain),
    traceparent: mail.traceparent,
    status: mail.state,
    createdDateTime: mail.createdAt,
    ...(mail.sentAt ? { sentDateTime: mail.sentAt } : {}),
    ...(mail.refusedBecause ? { refusedBecause: mail.refusedBecause } : {}),
  }
}
