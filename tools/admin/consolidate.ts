import type { Command } from 'commander'
import { ok } from './client.ts'
import type { Context, Run } from './context.ts'
import { usageError } from './failure.ts'
import type { Fields } from './print.ts'
import { looked, type PreviewOptions, startOperation } from './start-operation.ts'
import { timeoutOption } from './watch.ts'

interface ConsolidateOptions extends PreviewOptions {
  readonly to?: string
  readonly toProduct?: string
  readonly reason?: string
  readonly startAt?: string
}

export function addConsolidate(group: Command, run: Run): void {
  group
    .command('consolidate')
    .description('takes many subscriptions over into one, in this order; control is taken where needed')
    .argument('<ids...>', 'up to 100 sources')
    .option('--to <id>', 'the subscription to move to')
    .option('--to-product <id>', 'or a product: the subscription of it with enough room that ends last')
    .option('--reason <text>', 'why, for the mails and the audit trail')
    .option('--start-at <when>', 'not before: 2027-01-31T22:00:00Z, or endOfTerm')
    .option('--dry-run', 'only what it would do; it changes nothing')
    .option('--wait', 'until it has ended, with a bar')
    .addOption(timeoutOption())
    .action(run(consolidate))
}

async function consolidate(
  context: Context,
  options: ConsolidateOptions,
  sourceIds: string[],
): Promise<void> {
  const { api, tenantId } = context
  const { to, toProduct, reason, startAt } = options
  if ((to === undefined) === (toProduct === undefined))
    throw usageError('Say where to: --to SUBSCRIPTION or --to-product PRODUCT.')
  const path = { t: await tenantId() }
  const wanted = {
    sourceIds,
    ...(to === undefined ? {} : { targetSubscriptionId: to }),
    ...(toProduct === undefined ? {} : { targetProductId: toProduct }),
  }
  const preview = async () => {
    const found = await ok(
      api.POST('/tenants/{t}/subscriptions/previewConsolidate', { params: { path }, body: wanted }),
    )
    const fields: Fields = [
      ['To', found.targetSubscriptionId],
      ['Licences free', `${found.seatsFree}, afterwards ${found.seatsLeft}`],
      ...found.sources.map(({ subscription, users, seatsNeeded, takesControl, error }) => {
        const how = error ? `not moved: ${error.message} (${error.code})` : `${seatsNeeded} licences needed`
        const control = takesControl ? ', control is taken' : ''
        return [subscription.id, `${users} users, ${how}${control}`] as const
      }),
    ]
    return [found, fields] as const
  }
  if (!(await looked(context, options, preview, `Take ${sourceIds.length} over?`))) return
  await startOperation(context, options, () =>
    api.POST('/tenants/{t}/subscriptions/consolidate', {
      params: { path },
      body: {
        ...wanted,
        confirm: true,
        ...(reason === undefined ? {} : { reason }),
        ...(startAt === undefined ? {} : { startAt }),
      },
    }),
  )
}
