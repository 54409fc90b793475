import * as z from 'zod'
import { auditEntry } from '#core/audit/audit-entry.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { TenantId, UserId } from '#core/kernel/ids.ts'
import { notFound } from '#core/kernel/refusals.ts'
import type { Tenant } from '#core/organisation/tenant.ts'
import { type User, userTypes } from '#core/organisation/user.ts'
import type { Write } from '#core/ports/documents.ts'
import { actorOf } from '../http/caller.ts'
import { keepAfterwards } from '../http/idempotency.ts'
import { opsRoute } from '../http/route.ts'
import { guid, languageShape, nameShape, nothing } from '../http/shapes.ts'

const person = z.strictObject({
  userId: guid.describe('The object id'),
  displayName: nameShape.describe('The full name'),
  userPrincipalName: nameShape.min(3).describe('The name to sign in with'),
  mail: z.email().max(256).describe('Where mails go'),
  userType: z.enum(userTypes).describe('Guests can be given nothing'),
  accountEnabled: z.boolean().describe('False once somebody has left'),
  onPremisesSyncEnabled: z.boolean().describe('Synced from a directory of the organisation’s own'),
  language: languageShape.describe('Of mails'),
})

/** A batch holds 100 writes; the audit entry of these takes one. */
const usersPerBatch = 99

export const route = opsRoute({
  summary:
    'Adds or changes up to 1,000 people of an organisation. The same import twice changes nothing more.',
  tag: 'Ops',
  who: ['operatorManages'],
  params: z.object({ t: guid }),
  query: nothing,
  body: z.strictObject({ users: z.array(person).min(1).max(1_000).describe('The people') }),
  answers: { 200: { description: 'Imported', body: z.object({ imported: z.int().describe('How many') }) } },
  refusals: ['NotFound'],
  async handle({ services, caller, params, body, idempotency }) {
    const tenantId = params.t as TenantId
    const tenant = await services.documents.read<Tenant>(tenantId, documentId.tenant)
    if (!tenant) return notFound()
    for (let from = 0; from < body.users.length; from += usersPerBatch) {
      const some = body.users.slice(from, from + usersPerBatch)
      const batch = some.map((user): Write => ({ kind: 'upsert', document: documentOf(tenantId, user) }))
      const audit = auditEntry(
        documentId.audit(services.ids.next()),
        'users.imported',
        actorOf(caller),
        services.clock.now(),
        { tenantId, facts: { users: batch.length, userIds: some.map(({ userId }) => userId) } },
      )
      await services.documents.commit(tenantId, [...batch, { kind: 'create', document: audit }])
    }
    return keepAfterwards(services, idempotency, { status: 200, body: { imported: body.users.length } })
  },
})

function documentOf(tenantId: TenantId, user: z.output<typeof person>): User {
  const [surname = ''] = user.displayName.split(' ').slice(-1)
  return {
    ...user,
    type: 'user',
    id: documentId.user(user.userId as UserId),
    tenantId,
    schemaVersion: 1,
    userId: user.userId as UserId,
    search: {
      name: user.displayName.toLowerCase(),
      surname: surname.toLowerCase(),
      userPrincipalName: user.userPrincipalName.toLowerCase(),
    },
  }
}
