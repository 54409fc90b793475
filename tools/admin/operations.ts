import { type Command, Option } from 'commander'
import type { operations as routes } from '../../portal/api/schema.d.ts'
import { ok, pagesOf, type Schemas } from './client.ts'
import type { Context, Run } from './context.ts'
import { usageError } from './failure.ts'
import { addUndoAndTimes } from './later.ts'
import { type Operation, operationColumns, operationFields } from './operation-view.ts'
import type { Column } from './print.ts'
import { reader, timeoutOption, type WatchOptions, type Where, watchOperation } from './watch.ts'

type ListQuery = NonNullable<routes['operations-list']['parameters']['query']>

interface ListOptions extends Where {
  readonly status?: string
  readonly kind?: NonNullable<ListQuery['kind']>
  readonly subscription?: string
  readonly needsAttention?: boolean
  /** Of all commands: of this organisation. */
  readonly tenant?: string
}

const everywhere = ['--everywhere', 'of any organisation, for operators'] as const

export function addOperations(program: Command, run: Run): void {
  const group = program.command('operations').description('long work: how far it is, and to stop it')
  group
    .command('list')
    .description('those of the last 30 days, newest first')
    .option('--status <statuses>', 'one or more, with commas: NotStarted,Running,Paused')
    .option('--kind <kind>', 'what they do; not with --everywhere')
    .option('--subscription <id>', 'what they work on; not with --everywhere')
    .option('--everywhere', 'of all organisations, or with --tenant of one, for operators')
    .option('--needs-attention', 'only those that wait for an operator; with --everywhere')
    .action(
      run((context, options: ListOptions) =>
        options.everywhere ? listEverywhere(context, options) : listOwn(context, options),
      ),
    )
  group
    .command('show')
    .description('one of them')
    .argument('<id>')
    .option(...everywhere)
    .action(
      run(async (context, where: Where, id: string) => {
        const read = await reader(context, where, id)
        const operation = await ok(read())
        await context.print.thing(operation, operationFields(operation))
      }),
    )
  group
    .command('watch')
    .description('waits until it has ended; Ctrl-C ends the watching alone')
    .argument('<id>')
    .option(...everywhere)
    .addOption(timeoutOption())
    .action(
      run(async (context, options: Where & WatchOptions, id: string) =>
        watchOperation(context, id, await reader(context, options, id), options),
      ),
    )
  for (const [what, description] of Object.entries(commands)) {
    group
      .command(what)
      .description(description)
      .argument('<id>')
      .option(...everywhere)
      .action(
        run(async (context, where: Where, id: string) => {
          const operation = await command(context, where, what as Offered, id)
          await context.print.thing(operation, operationFields(operation))
        }),
      )
  }
  addUndoAndTimes(group, run)
  group
    .command('results')
    .description('what became of each user so far')
    .argument('<id>')
    .addOption(new Option('--outcome <outcome>', 'only those').choices(['succeeded', 'skipped', 'failed']))
    .action(
      run(async ({ api, print, tenantId }, { outcome }: { outcome?: Result['outcome'] }, id: string) => {
        const path = { t: await tenantId(), id }
        const pages = pagesOf((paging) =>
          api.GET('/tenants/{t}/operations/{id}/results', {
            params: { path, query: { ...paging, ...(outcome ? { outcome } : {}) } },
          }),
        )
        await print.rows(pages, resultColumns, 'There are no such users.')
      }),
    )
}

type Offered = keyof typeof commands

const commands = {
  pause: 'stops it within one batch; resume goes on',
  resume: 'goes on with one that was paused',
  cancel: 'ends it; what is done stays done',
} as const

const ownPaths = {
  pause: '/tenants/{t}/operations/{id}/pause',
  resume: '/tenants/{t}/operations/{id}/resume',
  cancel: '/tenants/{t}/operations/{id}/cancel',
} as const satisfies Record<Offered, string>

const pathsEverywhere = {
  pause: '/ops/operations/{id}/pause',
  resume: '/ops/operations/{id}/resume',
  cancel: '/ops/operations/{id}/cancel',
} as const satisfies Record<Offered, string>

async function command(
  { api, tenantId }: Context,
  where: Where,
  what: Offered,
  id: string,
): Promise<Operation> {
  if (where.everywhere) return ok(api.POST(pathsEverywhere[what], { params: { path: { id } } }))
  return ok(api.POST(ownPaths[what], { params: { path: { t: await tenantId(), id } } }))
}

async function listOwn(
  { api, print, tenantId }: Context,
  { status, kind, subscription, needsAttention }: ListOptions,
): Promise<void> {
  if (needsAttention) throw usageError('--needs-attention goes with --everywhere.')
  const path = { t: await tenantId() }
  const filter = {
    ...(status === undefined ? {} : { status }),
    ...(kind === undefined ? {} : { kind }),
    ...(subscription === undefined ? {} : { subscriptionId: subscription }),
  }
  const pages = pagesOf((paging) =>
    api.GET('/tenants/{t}/operations', { params: { path, query: { ...filter, ...paging } } }),
  )
  await print.rows<Operation>(pages, operationColumns.slice(0, -1), 'There are no such operations.')
}

async function listEverywhere(
  { api, print }: Context,
  { status, kind, subscription, needsAttention, tenant }: ListOptions,
): Promise<void> {
  if (kind !== undefined || subscription !== undefined)
    throw usageError('--kind and --subscription do not go with --everywhere; --tenant does.')
  const filter = {
    ...(status === undefined ? {} : { status }),
    ...(needsAttention ? { needsAttention: 'true' as const } : {}),
    ...(tenant === undefined ? {} : { tenantId: tenant }),
  }
  const pages = pagesOf((paging) =>
    api.GET('/ops/operations', { params: { query: { ...filter, ...paging } } }),
  )
  await print.rows(pages, operationColumns, 'There are no such operations.')
}

type Result = Schemas['OperationResult']

const resultColumns: readonly Column<Result>[] = [
  { title: 'USER', of: ({ userId }) => userId },
  { title: 'NAME', of: ({ displayName }) => displayName },
  { title: 'SIGNS IN AS', of: ({ userPrincipalName }) => userPrincipalName },
  { title: 'OUTCOME', of: ({ outcome }) => outcome },
  { title: 'WHY', of: ({ reason, error }) => error?.message ?? reason },
]
