import { type Command, Option } from 'commander'
import type { operations } from '../../portal/api/schema.d.ts'
import { answered, ok, pagesOf, type Schemas } from './client.ts'
import { addConsolidate } from './consolidate.ts'
import type { Context, Run } from './context.ts'
import { usageError } from './failure.ts'
import { addTransfer } from './later.ts'
import { type Column, type Fields, money } from './print.ts'
import { type PreviewOptions, startOperation } from './start-operation.ts'
import { userIdsIn } from './user-list.ts'
import { timeoutOption } from './watch.ts'

interface ActOptions extends PreviewOptions {
  readonly takeControl?: boolean
  readonly startAt?: string
}

interface MoveOptions extends ActOptions {
  readonly to?: string
  readonly toProduct?: string
  readonly users?: string
  readonly reason?: string
}

type CancelBody = operations['take-over-cancel']['requestBody']['content']['application/json']

const cancelReasons = [
  'tooExpensive',
  'missingFeatures',
  'switchedService',
  'unused',
  'customerService',
  'tooComplex',
  'lowQuality',
  'movedToCentral',
  'other',
] as const satisfies readonly CancelBody['reason'][]

interface CancelOptions extends ActOptions {
  readonly reason: CancelBody['reason']
  readonly feedback?: string
}

export function addTakeover(program: Command, run: Run): void {
  const group = program.command('takeover').description('take over what people bought themselves')
  group
    .command('control')
    .description('puts a subscription under the administrators’ control; twice changes nothing')
    .argument('<id>')
    .action(
      run(async ({ api, print, tenantId }, _options, id: string) => {
        const path = { t: await tenantId(), id }
        const taken = await ok(api.POST('/tenants/{t}/subscriptions/{id}/takeControl', { params: { path } }))
        await print.thing(taken, [
          ['Under control', `${taken.product.displayName} of ${taken.purchaser.displayName}`],
          ['You may', taken.actions.join(', ')],
        ])
      }),
    )
  group
    .command('targets')
    .description('where the users of a subscription can move')
    .argument('<id>')
    .action(
      run(async ({ api, print, tenantId }, _options, id: string) => {
        const path = { t: await tenantId(), id }
        const pages = pagesOf((query) =>
          api.GET('/tenants/{t}/subscriptions/{id}/moveTargets', { params: { path, query } }),
        )
        await print.rows(
          pages,
          targetColumns,
          'There is nowhere to move them: buy a subscription centrally first.',
        )
      }),
    )
  withActOptions(group.command('move'))
    .description('moves the users into another subscription; when all move, the emptied one is deleted')
    .argument('<id>')
    .option('--to <id>', 'the subscription to move to')
    .option('--to-product <id>', 'or a product: the subscription of it with enough room that ends last')
    .option('--users <file>', 'only these: user ids line by line, or CSV with userId in its first row')
    .option('--reason <text>', 'why, for the mail and the audit trail')
    .action(run(move))
  withActOptions(group.command('cancel'))
    .description('takes all licences away and deletes the subscription')
    .argument('<id>')
    .addOption(new Option('--reason <reason>', 'why').choices(cancelReasons).makeOptionMandatory())
    .option('--feedback <text>', 'for whoever reads why people cancel')
    .action(run(cancel))
  addConsolidate(group, run)
  addTransfer(group, run)
  group
    .command('request-cancellation')
    .description('asks the purchaser by mail to cancel; nothing else changes')
    .argument('<id>')
    .action(
      run(async ({ api, print, tenantId }, _options, id: string) => {
        const path = { t: await tenantId(), id }
        const asked = await ok(
          api.POST('/tenants/{t}/subscriptions/{id}/requestCancellation', { params: { path } }),
        )
        await print.thing(asked, [['Mail to', asked.to]])
      }),
    )
}

function withActOptions(command: Command): Command {
  return command
    .option('--take-control', 'take control first, where it is not taken')
    .option(
      '--start-at <when>',
      'not before: 2027-01-31T22:00:00Z, or endOfTerm; until then it can be changed and revoked',
    )
    .option('--dry-run', 'only what it would do; it changes nothing')
    .option('--wait', 'until it has ended, with a bar')
    .addOption(timeoutOption())
}

async function move(context: Context, options: MoveOptions, id: string): Promise<void> {
  const { api, tenantId } = context
  const { to, toProduct, reason } = options
  if ((to === undefined) === (toProduct === undefined))
    throw usageError(
      'Say where to: --to SUBSCRIPTION or --to-product PRODUCT.',
      '"takeover targets ID" lists them.',
    )
  const userIds =
    options.users === undefined ? undefined : await userIdsIn(options.users, context.surroundings)
  const wanted = {
    ...(to === undefined ? {} : { targetSubscriptionId: to }),
    ...(toProduct === undefined ? {} : { targetProductId: toProduct }),
    ...(userIds ? { userIds } : {}),
  }
  const path = { t: await tenantId(), id }
  const preview = async () => {
    const found = await ok(
      api.POST('/tenants/{t}/subscriptions/{id}/previewMove', { params: { path }, body: wanted }),
    )
    return [found, movePreview(found)] as const
  }
  await act(context, 'moveUsers', options, id, preview, (etag) =>
    api.POST('/tenants/{t}/subscriptions/{id}/moveUsers', {
      params: { path, header: { 'If-Match': etag } },
      body: { ...wanted, confirm: true, ...(reason === undefined ? {} : { reason }), ...when(options) },
    }),
  )
}

async function cancel(context: Context, options: CancelOptions, id: string): Promise<void> {
  const { api, tenantId } = context
  const { reason, feedback } = options
  const path = { t: await tenantId(), id }
  const preview = async () => {
    const found = await ok(api.POST('/tenants/{t}/subscriptions/{id}/previewCancel', { params: { path } }))
    return [found, cancelPreview(found)] as const
  }
  await act(context, 'cancel', options, id, preview, (etag) =>
    api.POST('/tenants/{t}/subscriptions/{id}/cancel', {
      params: { path, header: { 'If-Match': etag } },
      body: { reason, confirm: true, ...(feedback === undefined ? {} : { feedback }), ...when(options) },
    }),
  )
}

function when({ startAt }: ActOptions): { readonly startAt?: string } {
  return startAt === undefined ? {} : { startAt }
}

/** Looks, asks, takes control where that is wanted, starts, and waits. With --yes nothing is looked at before. */
async function act(
  context: Context,
  what: 'moveUsers' | 'cancel',
  options: ActOptions,
  id: string,
  preview: () => Promise<readonly [value: unknown, fields: Fields]>,
  start: (etag: string) => Promise<{ readonly data?: Schemas['Operation']; readonly response: Response }>,
): Promise<void> {
  const { api, print, tenantId, confirm, isConfirmed } = context
  const path = { t: await tenantId(), id }
  if (options.dryRun) {
    const [value, fields] = await preview()
    return print.thing(value, fields)
  }
  const subscription = await ok(api.GET('/tenants/{t}/subscriptions/{id}', { params: { path } }))
  const takesControl = options.takeControl === true && subscription.controlledBy === undefined
  // What will be refused needs no yes: the service says why, and the ETag sees to it that nothing else happens.
  const isOffered = takesControl || subscription.actions.includes(what)
  if (isOffered && !isConfirmed && !print.isJson) {
    print.tell(`${subscription.product.displayName} of ${subscription.purchaser.displayName}`)
    const [, fields] = await preview()
    for (const [title, value] of fields) if (value !== undefined) print.tell(`  ${title}: ${value}`)
    if (takesControl) print.tell('  Control of it is taken first.')
  }
  if (isOffered) await confirm('Do it?')
  let { etag } = subscription
  if (takesControl) {
    const taken = await answered(
      api.POST('/tenants/{t}/subscriptions/{id}/takeControl', { params: { path } }),
    )
    etag = taken.response.headers.get('ETag') ?? etag
  }
  await startOperation(context, options, () => start(etag))
}

type Target = Schemas['MoveTarget']

const targetColumns: readonly Column<Target>[] = [
  { title: 'ID', of: ({ id }) => id },
  { title: 'PRODUCT', of: ({ product }) => product.displayName },
  { title: 'CHANNEL', of: ({ channel }) => channel },
  { title: 'ENOUGH', of: ({ enoughSeats }) => (enoughSeats ? 'yes' : 'no') },
  { title: 'FREE', of: ({ availableLicenses }) => availableLicenses, right: true },
  { title: 'TOTAL', of: ({ totalLicenses }) => totalLicenses, right: true },
  { title: 'EXPIRES', of: ({ expirationDate }) => expirationDate },
]

interface Amounts {
  readonly total: { readonly amount: number; readonly currency: string }
}

function movePreview(found: {
  readonly targetSubscriptionId: string
  readonly usersToMove: number
  readonly alreadyHolding: number
  readonly seatsNeeded: number
  readonly seatsFree: number
  readonly credited?: Amounts
  readonly mail?: { readonly to: string; readonly subject: string }
}): Fields {
  const { mail, credited } = found
  return [
    ['To', found.targetSubscriptionId],
    ['Users to move', found.usersToMove],
    ['Already there', found.alreadyHolding],
    ['Licences needed', `${found.seatsNeeded}, ${found.seatsFree} are free`],
    ['Goes back', credited && money(credited.total)],
    ['Mail', mail && `${mail.subject} (to ${mail.to})`],
  ]
}

function cancelPreview(found: {
  readonly usersToRevoke: number
  readonly credited?: Amounts
  readonly mail: { readonly to: string; readonly subject: string }
}): Fields {
  const { mail, credited } = found
  return [
    ['Users who lose it', found.usersToRevoke],
    ['Goes back', credited && money(credited.total)],
    ['Mail', `${mail.subject} (to ${mail.to})`],
  ]
}
