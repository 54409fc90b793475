import type { Command } from 'commander'
import { answered, ok } from './client.ts'
import type { Context, Run } from './context.ts'
import { operationFields } from './operation-view.ts'
import type { Fields } from './print.ts'
import { looked, type PreviewOptions, startOperation, type WaitOptions } from './start-operation.ts'
import { timeoutOption } from './watch.ts'

/** What can be done to an operation besides the commands: another time before it begins, its undo when it is over. */
export function addUndoAndTimes(group: Command, run: Run): void {
  group
    .command('reschedule')
    .description('another time for one that has not begun; cancel revokes it')
    .argument('<id>')
    .requiredOption('--start-at <when>', 'not before: 2027-01-31T22:00:00Z, or endOfTerm')
    .action(
      run(async ({ api, print, tenantId }, { startAt }: { readonly startAt: string }, id: string) => {
        const path = { t: await tenantId(), id }
        const { response } = await answered(api.GET('/tenants/{t}/operations/{id}', { params: { path } }))
        const operation = await ok(
          api.PATCH('/tenants/{t}/operations/{id}', {
            params: { path, header: { 'If-Match': response.headers.get('ETag') ?? '' } },
            body: { startAt },
          }),
        )
        await print.thing(operation, operationFields(operation))
      }),
    )
  group
    .command('undo')
    .description('gives back what one has changed, as far as nobody has changed it since')
    .argument('<id>')
    .option('--dry-run', 'only what it would do; it changes nothing')
    .option('--wait', 'until it has ended, with a bar')
    .addOption(timeoutOption())
    .action(run(undo))
}

async function undo(context: Context, options: PreviewOptions, id: string): Promise<void> {
  const { api, tenantId } = context
  const path = { t: await tenantId(), id }
  const preview = async () => {
    const found = await ok(api.POST('/tenants/{t}/operations/{id}/previewUndo', { params: { path } }))
    const fields: Fields = [
      ['Undoes', found.kind],
      ['Users put back', found.usersToReturn],
      ['Have changed since, left alone', found.usersChanged],
      ['Licences needed', `${found.seatsNeeded}, ${found.seatsFree} are free`],
      ...found.notReturned.map(
        ({ displayName, userPrincipalName, reason }) =>
          ['Left alone', `${displayName} (${userPrincipalName}): ${reason}`] as const,
      ),
    ]
    return [found, fields] as const
  }
  if (!(await looked(context, options, preview, 'Undo it?'))) return
  await startOperation(context, options, () =>
    api.POST('/tenants/{t}/operations/{id}/undo', { params: { path }, body: { confirm: true } }),
  )
}

export function addTransfer(group: Command, run: Run): void {
  group
    .command('transfer-all')
    .description('gives all subscriptions that somebody bought to another person: for leavers')
    .argument('<user>', 'who bought them: their object id')
    .requiredOption('--to <user>', 'the new owner')
    .option('--wait', 'until it has ended, with a bar')
    .addOption(timeoutOption())
    .action(
      run(async (context, options: WaitOptions & { readonly to: string }, userId: string) => {
        const { api, tenantId, confirm } = context
        await confirm(`Give all subscriptions of ${userId} to ${options.to}?`)
        const path = { t: await tenantId(), userId }
        await startOperation(context, options, () =>
          api.POST('/tenants/{t}/users/{userId}/transferOwnership', {
            params: { path },
            body: { userId: options.to, confirm: true },
          }),
        )
      }),
    )
}
