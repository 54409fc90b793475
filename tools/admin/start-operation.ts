import { ok } from './client.ts'
import type { Context } from './context.ts'
import { type Operation, operationFields } from './operation-view.ts'
import type { Fields } from './print.ts'
import { reader, type WatchOptions, watchOperation } from './watch.ts'

export interface WaitOptions extends WatchOptions {
  readonly wait?: boolean
}

export interface PreviewOptions extends WaitOptions {
  readonly dryRun?: boolean
}

/** What it would do, as the service has it and as people read it. */
export type Preview = () => Promise<readonly [value: unknown, fields: Fields]>

/** Starts an operation, gives it out, and waits for its end where that is wanted. */
export async function startOperation(
  context: Context,
  options: WaitOptions,
  start: () => Promise<{ readonly data?: Operation; readonly response: Response }>,
): Promise<void> {
  const { print } = context
  const operation = await ok(start())
  if (options.wait !== true && options.timeout === undefined) {
    await print.thing(operation, operationFields(operation))
    return print.tell(`Watch it: npm run admin -- operations watch ${operation.id}`)
  }
  await watchOperation(context, operation.id, await reader(context, {}, operation.id), options)
}

/** Shows what it would do and asks, unless whoever called has said yes. Gives back whether to go on. */
export async function looked(
  { print, confirm, isConfirmed }: Context,
  { dryRun }: PreviewOptions,
  preview: Preview,
  question: string,
): Promise<boolean> {
  if (dryRun) {
    const [value, fields] = await preview()
    await print.thing(value, fields)
    return false
  }
  if (!isConfirmed && !print.isJson) {
    const [, fields] = await preview()
    for (const [title, value] of fields) if (value !== undefined) print.tell(`  ${title}: ${value}`)
  }
  await confirm(question)
  return true
}
