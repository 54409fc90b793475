import * as z from 'zod'
import { documentId } from '#core/kernel/document-ids.ts'
import { isRefusal, notFound, type Problem, type Refusal, refuse } from '#core/kernel/refusals.ts'
import { changeLicences, type Seen } from '#core/seats/change-licences.ts'
import { refuseAction } from '#core/subscriptions/standing.ts'
import { actorOf, admins, buyers, isAny, licenseAdmins } from '../http/caller.ts'
import type { TenantContext } from '../http/context.ts'
import { guid, nothing } from '../http/shapes.ts'
import { surfaceRoute } from '../http/surface-route.ts'
import { createOnce } from '../http/transaction.ts'
import { isPurchaser } from '../organisation/people.ts'
import { assignmentsOf } from '../seats/people.ts'
import { findSource } from './find-source.ts'
import { graphContext } from './graph-list.ts'
import { findSku, type SkuSold, skuOfSubscription } from './skus.ts'
import { findUser, licencesSeen, ofUser } from './user-licences.ts'

/** So many SKUs at once: with all that is written beside them they fit in one batch. */
const skusMax = 10

const body = z.strictObject({
  addLicenses: z
    .array(
      z.strictObject({
        skuId: guid.describe('What they get'),
        disabledPlans: z
          .array(guid)
          .max(100)
          .nullish()
          .describe('Must be empty: service plans are given together'),
      }),
    )
    .max(skusMax)
    .describe('What the person gets; what they have stays'),
  removeLicenses: z.array(guid).max(skusMax).describe('SKUs of which every licence is taken back'),
})

/**
 * Licences by SKU, all or nothing. Which subscription one comes from says `findSource`; one is taken back wherever the
 * caller sees it. Single service plans cannot be switched off, which is refused, not ignored.
 */
export const route = surfaceRoute({
  summary: 'Gives a person licences of some SKUs and takes back those of others: all of it or nothing.',
  who: [...buyers, ...admins, ...licenseAdmins],
  params: ofUser,
  query: nothing,
  body,
  answers: {
    200: {
      description: 'The person, with the licences that the caller sees',
      body: z
        .object({
          '@odata.context': z.string().describe('What it is'),
          id: z.string().describe('The object id'),
          displayName: z.string().describe('The full name'),
          userPrincipalName: z.string().describe('The name to sign in with'),
          mail: z.string().describe('The address'),
          accountEnabled: z.boolean().describe('Whether they can sign in'),
          assignedLicenses: z
            .array(
              z.object({
                skuId: z.string().describe('What they may use, a GUID'),
                disabledPlans: z.array(z.string()).describe('Always empty'),
              }),
            )
            .describe('As they are now'),
        })
        .meta({ id: 'LicensedUser', title: 'Person with licences, as Graph shows them' }),
    },
  },
  refusals: [
    'NotFound',
    'SkuNotHeld',
    'SkuWithoutFreeLicenses',
    'LicenseNotHeld',
    'NotEnoughLicenses',
    'TakeControlRequired',
    'UnderAdminControl',
    'OperationInProgress',
    'SubscriptionDeleted',
    'SubscriptionNotActive',
    'SingleUserSubscription',
    'GuestCannotBeAssigned',
    'UserNotActive',
  ],
  handle: (context) =>
    createOnce(context, context.caller.tenantId, async () => {
      const { services, caller, person, params } = context
      const looksAfterLicences = isAny(caller, [...admins, ...licenseAdmins])
      if (!looksAfterLicences && !(await isPurchaser(services, caller))) return refuse('Forbidden')
      const asked = readSkus(context.body)
      if (isRefusal(asked)) return asked
      const user = await findUser(services, caller.tenantId, params.id)
      if (!user) return notFound()
      const present = await assignmentsOf(services, caller.tenantId, [user.userId])
      const held = (await licencesSeen(services, caller, user.userId, present)).map((seen) => ({
        ...seen,
        skuId: skuOfSubscription(seen.subscription).skuId,
      }))
      const adding = await sourcesOf(context, asked.add, held)
      if (isRefusal(adding)) return adding
      for (const skuId of asked.remove)
        if (!held.some((licence) => licence.skuId === skuId)) return refuse('LicenseNotHeld')
      const decided = changeLicences({
        user,
        present,
        adding,
        removing: held.filter(({ skuId }) => asked.remove.includes(skuId)),
        by: actorOf(caller, person),
        at: services.clock.now(),
        nextAuditId: () => documentId.audit(services.ids.next()),
        nonce: () => services.ids.next(),
      })
      if (isRefusal(decided)) return decided
      const kept = held.map(({ skuId }) => skuId).filter((skuId) => !asked.remove.includes(skuId))
      const now = new Set([...kept, ...asked.add.map(({ sku }) => sku.skuId)])
      const answer = {
        '@odata.context': graphContext(context, 'users/$entity'),
        id: user.userId,
        displayName: user.displayName,
        userPrincipalName: user.userPrincipalName,
        mail: user.mail,
        accountEnabled: user.accountEnabled,
        assignedLicenses: [...now].sort().map((skuId) => ({ skuId, disabledPlans: [] })),
      }
      return {
        writes: decided.writes,
        answer: { status: 200, body: answer },
        creates: decided.auditIds[0] ?? '',
      }
    }),
})

/** The SKUs that are asked for, or everything that is wrong with them. */
function readSkus({
  addLicenses,
  removeLicenses,
}: z.output<typeof body>):
  | Refusal<'InvalidRequest' | 'SkuNotHeld'>
  | { readonly add: readonly SkuSold[]; readonly remove: readonly string[] } {
  const problems: Problem[] = []
  const add: SkuSold[] = []
  for (const [row, { skuId, disabledPlans }] of addLicenses.entries()) {
    const at = `addLicenses.${row}`
    if (addLicenses.findIndex((other) => other.skuId === skuId) < row)
      problems.push({ target: `${at}.skuId`, is: 'givenTwice' })
    if (removeLicenses.includes(skuId)) problems.push({ target: `${at}.skuId`, is: 'addedAndRemoved' })
    const sold = findSku(skuId)
    if (!sold) return refuse('SkuNotHeld')
    for (const [place, plan] of (disabledPlans ?? []).entries()) {
      const isOne = sold.sku.servicePlans.some(({ servicePlanId }) => servicePlanId === plan)
      problems.push({
        target: `${at}.disabledPlans.${place}`,
        is: isOne ? 'plansGoTogether' : 'planOfAnotherSku',
      })
    }
    add.push(sold)
  }
  if (addLicenses.length + removeLicenses.length === 0)
    problems.push({ target: 'addLicenses', is: 'nothingToChange' })
  const [first] = problems
  if (first) return refuse('InvalidRequest', { problems }, { target: first.target })
  return { add, remove: [...new Set(removeLicenses)] }
}

interface Held extends Seen {
  readonly skuId: string
}

/** Where the licences come from that the person has not yet; who may not give one they have may not ask for it either. */
async function sourcesOf(context: TenantContext, skus: readonly SkuSold[], held: readonly Held[]) {
  const sources: Seen[] = []
  for (const sold of skus) {
    const present = held.filter(({ skuId }) => skuId === sold.sku.skuId)
    const refusals = present.map(({ subscription, standing }) =>
      refuseAction('assign', subscription, standing),
    )
    const [first] = refusals
    if (first && refusals.every((refusal) => refusal)) return first
    if (present.length > 0) continue
    const source = await findSource(context, sold)
    if (isRefusal(source)) return source
    sources.push(source)
  }
  return sources
}
