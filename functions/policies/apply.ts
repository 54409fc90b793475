import * as z from 'zod'
import { isRefusal, refuseStale } from '#core/kernel/refusals.ts'
import { admins } from '../http/caller.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { change } from '../http/transaction.ts'
import { policyDifferenceShape, policyFileShape, readFile } from './file.ts'
import { policyWrites, readPolicyAndTenant } from './policy-writes.ts'
import { policyView } from './view.ts'

export const route = tenantRoute({
  summary:
    'Sets the policy as the file has it, all of it or nothing; what was already bought stays as it is.',
  tag: 'Policies',
  who: admins,
  params: z.object({ t: guid }),
  query: nothing,
  body: policyFileShape,
  answers: { 200: { description: 'What was changed', body: policyDifferenceShape } },
  refusals: ['PreconditionFailed'],
  handle(context) {
    const { services, caller, body, ifMatch } = context
    let tried: { readonly result: string; readonly difference: object } | undefined
    return change(context, caller.tenantId, async () => {
      const present = await readPolicyAndTenant(context)
      const read = readFile(services, present, body)
      if (isRefusal(read)) return read
      const { set, difference, etag } = read
      // After a lost answer the policy is as this request made it.
      if (tried?.result === etag)
        return { writes: [], answer: { status: 200, body: { ...tried.difference } } }
      const stale = refuseStale(etag, body.etag) ?? (ifMatch === '' ? undefined : refuseStale(etag, ifMatch))
      if (stale) return stale
      const answer = { status: 200, body: difference }
      if (difference.changes.length === 0 && !difference.defaultForNewProducts) return { writes: [], answer }
      tried = { result: policyView(services, set.policy, set.tenant).etag, difference }
      return { writes: policyWrites(context, present, set), answer }
    })
  },
})
