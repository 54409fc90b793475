import * as z from 'zod'
import { auditEntry } from '#core/audit/audit-entry.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { TenantId, UserId } from '#core/kernel/ids.ts'
import { isRefusal, notFound, type Refusal, refuse } from '#core/kernel/refusals.ts'
import { importAccount, type Known, type Leaver, removeAccount } from '#core/organisation/leaver.ts'
import type { Tenant } from '#core/organisation/tenant.ts'
import { type User, userTypes } from '#core/organisation/user.ts'
import type { Comparison, Stored, Write } from '#core/ports/documents.ts'
import { wakeUpForDue } from '../billing/due-message.ts'
import { actorOf } from '../http/caller.ts'
import type { SignedInContext } from '../http/context.ts'
import { keepAfterwards } from '../http/idempotency.ts'
import { opsRoute } from '../http/route.ts'
import { guid, languageShape, nameShape, nothing } from '../http/shapes.ts'
import { createOnce } from '../http/transaction.ts'
import type { Services } from '../jobs/job.ts'

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

/** Of a batch of 100, one is the audit entry. */
const writesPerBatch = 99

export const route = opsRoute({
  summary:
    'Adds or changes up to 1,000 people of an organisation, and forgets those who are gone. The same import twice changes nothing more.',
  tag: 'Ops',
  who: ['operatorManages'],
  params: z.object({ t: guid }),
  query: nothing,
  body: z.strictObject({
    users: z.array(person).min(1).max(1_000).optional().describe('The people'),
    removedUserIds: z
      .array(guid)
      .min(1)
      .max(1_000)
      .optional()
      .describe('Who is gone from the directory; what they bought and hold stays'),
  }),
  answers: {
    200: {
      description: 'Imported',
      body: z.object({
        imported: z.int().describe('How many were added or changed'),
        removed: z.int().optional().describe('How many are gone, of those who were known'),
      }),
    },
  },
  refusals: ['NotFound', 'TenantDeleted'],
  async handle(context) {
    const { services, params, body, idempotency } = context
    const tenantId = params.t as TenantId
    const tenant = await services.documents.read<Tenant>(tenantId, documentId.tenant)
    if (!tenant) return notFound()
    if (tenant.deletedAt) return refuse('TenantDeleted', { deletedAt: tenant.deletedAt })
    const { users = [], removedUserIds } = body
    if (users.length === 0 && !removedUserIds) return nobodyNamed()
    const changes: Change[] = [
      ...users.map((user) => ({ userId: user.userId as UserId, account: documentOf(tenantId, user) })),
      ...(removedUserIds ?? []).map((id) => ({ userId: id as UserId })),
    ]
    let removed = 0
    for (let rest = lastOfEach(changes); rest.length > 0; ) {
      const done = await importSome(context, tenantId, rest)
      if (isRefusal(done)) return done
      removed += done.removed
      rest = rest.slice(done.taken)
    }
    return keepAfterwards(services, idempotency, {
      status: 200,
      body: { imported: users.length, ...(removedUserIds ? { removed } : {}) },
    })
  },
})

function nobodyNamed() {
  return refuse(
    'InvalidRequest',
    { problems: [{ target: 'users', is: 'nothingToChange' }] },
    { target: 'users' },
  )
}

/** Without an account: gone. */
interface Change {
  readonly userId: UserId
  readonly account?: User
}

/** Whoever is in an import twice is as they are at last, as if they had come one after another. */
function lastOfEach(changes: readonly Change[]): readonly Change[] {
  return [...new Map(changes.map((change) => [change.userId, change])).values()]
}

/** As many of them as one batch takes: whoever leaves or comes back takes two writes. */
async function importSome(
  { services, caller }: SignedInContext,
  tenantId: TenantId,
  changes: readonly Change[],
): Promise<Refusal | { readonly taken: number; readonly removed: number }> {
  let done = { taken: 0, removed: 0 }
  const some = changes.slice(0, writesPerBatch)
  const reply = await createOnce({ services }, tenantId, async () => {
    const known = await knownOf(services, tenantId, some)
    const at = services.clock.now()
    const writes: Write[] = []
    done = { taken: 0, removed: 0 }
    for (const { userId, account } of some) {
      const theirs = known(userId)
      const more = account ? importAccount(theirs, account, at) : removeAccount(theirs, at)
      if (writes.length + more.length > writesPerBatch) break
      writes.push(...more)
      done = {
        taken: done.taken + 1,
        removed: done.removed + (!account && more.length > 0 ? 1 : 0),
      }
    }
    const audit = auditEntry(documentId.audit(services.ids.next()), 'users.imported', actorOf(caller), at, {
      tenantId,
      facts: {
        users: done.taken,
        userIds: some.slice(0, done.taken).map(({ userId }) => userId),
        ...(done.removed > 0 ? { removed: done.removed } : {}),
      },
    })
    const areDue = writes.some((write) => 'document' in write && write.document.type === 'leaver')
    return {
      writes: [...writes, { kind: 'create', document: audit }],
      answer: { status: 200 },
      creates: audit.id,
      ...(areDue ? { afterwards: () => wakeUpForDue(services, tenantId, audit.id) } : {}),
    }
  })
  return isRefusal(reply) ? reply : done
}

/** Who of them is known here, and who of them has left. */
async function knownOf(
  { documents }: Services,
  tenantId: TenantId,
  changes: readonly Change[],
): Promise<(userId: UserId) => Known> {
  const where: readonly Comparison[] = [
    { field: 'type', is: 'in', values: ['user', 'leaver'] },
    { field: 'userId', is: 'in', values: changes.map(({ userId }) => userId) },
  ]
  const users = new Map<UserId, Stored<User>>()
  const leavers = new Map<UserId, Stored<Leaver>>()
  for await (const page of documents.pages<User | Leaver>(tenantId, { where }, 2 * writesPerBatch)) {
    for (const item of page.items) {
      if (item.type === 'user') users.set(item.userId, item)
      else leavers.set(item.userId, item)
    }
  }
  return (userId) => ({ user: users.get(userId), leaver: leavers.get(userId) })
}

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
