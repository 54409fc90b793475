import * as z from 'zod'
import { auditEntry } from '#core/audit/audit-entry.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { TenantId, UserId } from '#core/kernel/ids.ts'
import { notFound } from '#core/kernel/refusals.ts'
import type { Tenant } from '#core/organisation/tenant.ts'
import type { User } from '#core/organisation/user.ts'
import type { Write } from '#core/ports/documents.ts'
import { actorOf } from '../caller.ts'
import { door, guid, nothing } from '../door.ts'
import { keepAfterwards } from '../repeats.ts'

const name = z.string().min(1).max(256)
const person = z.strictObject({
  userId: guid,
  displayName: name,
  userPrincipalName: z.string().min(3).max(256),
  mail: z.email().max(256),
  userType: z.enum(['member', 'guest']),
  accountEnabled: z.boolean(),
  onPremisesSyncEnabled: z.boolean(),
  language: z.enum(['en', 'nl']),
})

const writesPerBatch = 99

export const opsUsersImport = door({
  name: 'ops-users-import',
  method: 'POST',
  route: '/ops/tenants/{t}/users/import',
  summary:
    'Adds or changes up to 1,000 people of an organisation. The same import twice changes nothing more.',
  tag: 'Ops',
  who: ['operatorManages'],
  scope: 'ops',
  params: z.object({ t: guid }),
  query: nothing,
  body: z.strictObject({ users: z.array(person).min(1).max(1_000) }),
  answers: { 200: { description: 'Imported', body: z.object({ imported: z.int() }) } },
  refusals: ['NotFound'],
  async handle({ world, caller, params, body, repeat }) {
    const tenantId = params.t as TenantId
    const tenant = await world.documents.read<Tenant>(tenantId, documentId.tenant)
    if (!tenant) return notFound()
    const writes = body.users.map((user): Write => ({ kind: 'upsert', document: documentOf(tenantId, user) }))
    for (let from = 0; from < writes.length; from += writesPerBatch) {
      const batch = writes.slice(from, from + writesPerBatch)
      const audit = auditEntry(
        documentId.audit(world.ids.next()),
        'users.imported',
        actorOf(caller),
        world.clock.now(),
        { tenantId, facts: { users: batch.length } },
      )
      await world.documents.commit(tenantId, [...batch, { kind: 'create', document: audit }])
    }
    return keepAfterwards(world, caller.tenantId, repeat, { status: 200, body: { imported: writes.length } })
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
