import type { Command } from 'commander'
import type { Context, Run } from './context.ts'
import { usageError } from './failure.ts'
import { contentOf } from './file-content.ts'
import { startOperation, type WaitOptions } from './start-operation.ts'
import { timeoutOption } from './watch.ts'

interface ListOptions extends WaitOptions {
  readonly file: string
}

/** Gives and takes licences by a list of users: up to 100,000, judged by the service entry by entry. */
export function addLists(program: Command, run: Run): void {
  ofFile(program.command('assign'))
    .description('gives licences to everybody on a list: for all who can have one, or nobody gets one')
    .action(
      run(async (context, options: ListOptions, id: string) => {
        const list = listIn(await contentOf(options.file, context.surroundings), options.file)
        await send(context, options, list, id, '/tenants/{t}/subscriptions/{id}/assignments/bulk')
      }),
    )
  ofFile(program.command('unassign'))
    .description('takes the licences of everybody on a list back')
    .action(
      run(async (context, options: ListOptions, id: string) => {
        const list = listIn(await contentOf(options.file, context.surroundings), options.file)
        await context.confirm(`Take the licences of ${list.entries} users back?`)
        await send(context, options, list, id, '/tenants/{t}/subscriptions/{id}/assignments/bulkRemove')
      }),
    )
}

function ofFile(command: Command): Command {
  return command
    .argument('<subscription>')
    .requiredOption(
      '--file <file>',
      'CSV with a column userId or userPrincipalName, such as an export; or one of these line by line; - for the standard input',
    )
    .option('--wait', 'until it has ended, with a bar')
    .addOption(timeoutOption())
}

interface List {
  readonly entries: number
  readonly csv?: string
  readonly userIds?: string[]
}

/** CSV goes as it is: what is in it the service judges. */
export function listIn(content: string, name: string): List {
  const lines = content
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const [head = ''] = lines
  const isCsv = /(^|[",;\t ])user(Id|PrincipalName)($|[",;\t ])/i.test(head)
  const entries = isCsv ? lines.length - 1 : lines.length
  if (entries < 1) throw usageError(`${name} has no users in it.`)
  const strange = lines.findIndex((line) => /[,;\t]/.test(line))
  if (!isCsv && strange !== -1)
    throw usageError(
      `${name}, line ${strange + 1}: is it CSV?`,
      'Then its first line names the columns, userId or userPrincipalName among them.',
    )
  return isCsv ? { entries, csv: content } : { entries, userIds: lines }
}

async function send(
  context: Context,
  options: WaitOptions,
  { csv, userIds }: List,
  id: string,
  where: `/tenants/{t}/subscriptions/{id}/assignments/${'bulk' | 'bulkRemove'}`,
): Promise<void> {
  const { api, tenantId } = context
  const path = { t: await tenantId(), id }
  const isRemoval = where.endsWith('Remove')
  await startOperation(context, options, () =>
    csv === undefined
      ? api.POST(where, {
          params: { path },
          body: { userIds: userIds ?? [], ...(isRemoval ? { confirm: true } : {}) } as never,
        })
      : api.POST(where, {
          params: { path, ...(isRemoval ? { query: { confirm: 'true' } } : {}) } as never,
          headers: { 'Content-Type': 'text/csv' },
          body: csv as never,
          bodySerializer: (text) => text,
        }),
  )
}
