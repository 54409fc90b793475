import * as z from 'zod'
import { isRefusal, type Refusal } from '#core/kernel/refusals.ts'
import type { Stored } from '#core/ports/documents.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import type { TenantContext } from '../http/context.ts'
import { guid } from '../http/shapes.ts'
import { findSubscriptions } from '../subscriptions/find.ts'
import { type Given, targetGiven } from './target.ts'
import { targetOfAll } from './target-of-all.ts'

export const consolidateGiven = {
  sourceIds: z
    .array(guid)
    .min(1)
    .max(100)
    .describe('The subscriptions to take over, in the order in which they have their turn'),
  ...targetGiven,
}

/** What there is to consolidate; each source once, where one is named twice. */
export async function readSides(
  context: TenantContext,
  given: Given & { readonly sourceIds: readonly string[] },
): Promise<
  Refusal | { readonly sources: readonly Stored<Subscription>[]; readonly target: Stored<Subscription> }
> {
  const sourceIds = [...new Set(given.sourceIds)]
  const found = await findSubscriptions(context, sourceIds)
  if (isRefusal(found)) return found
  const sources = found.map(({ subscription }) => subscription)
  const targetId = await targetOfAll(context, sources, given)
  if (isRefusal(targetId)) return targetId
  const into = await findSubscriptions(context, [targetId])
  if (isRefusal(into)) return into
  return { sources, target: into[0].subscription }
}
