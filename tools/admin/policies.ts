import { writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { ok, type Schemas } from './client.ts'
import type { Context, Run } from './context.ts'
import { usageError } from './failure.ts'
import { contentOf } from './file-content.ts'
import { plainJson } from './plain-text.ts'

type PolicyFile = Schemas['PolicyFile']
type Difference = Schemas['PolicyDifference']

const where = '/tenants/{t}/policies/allowSelfServicePurchase' as const

export function addPolicies(program: Command, run: Run): void {
  const group = program.command('policies').description('who may buy what, as a file')
  group
    .command('export')
    .description('the policy as JSON, to edit, preview and apply')
    .option('--out <file>', 'into this file in place of stdout')
    .action(
      run(async ({ api, surroundings, print, tenantId }, { out }: { readonly out?: string }) => {
        const file = await ok(api.GET(`${where}/export`, { params: { path: { t: await tenantId() } } }))
        const content = `${plainJson(file, 2)}\n`
        if (out === undefined) surroundings.stdout.write(content)
        else {
          await writeFile(out, content)
          print.tell(`Written to ${out}.`)
        }
      }),
    )
  group
    .command('preview')
    .description('what applying the file would change; it changes nothing')
    .argument('<file>', '- for the standard input')
    .action(
      run(async (context, _options, name: string) => {
        const difference = await preview(context, await fileNamed(name, context))
        await show(context, difference)
      }),
    )
  group
    .command('apply')
    .description('sets the policy as the file has it, all of it or nothing')
    .argument('<file>', '- for the standard input')
    .action(
      run(async (context, _options, name: string) => {
        const { api, tenantId, confirm, isConfirmed } = context
        const body = await fileNamed(name, context)
        if (!isConfirmed) {
          const difference = await preview(context, body)
          tell(context, difference)
          if (difference.isCurrent && isNothing(difference)) return show(context, difference)
          await confirm('Apply it?')
        }
        const path = { t: await tenantId() }
        await show(context, await ok(api.POST(`${where}/apply`, { params: { path }, body })))
      }),
    )
}

async function preview({ api, tenantId }: Context, body: PolicyFile) {
  return ok(api.POST(`${where}/preview`, { params: { path: { t: await tenantId() } }, body }))
}

/** What is in it the service judges; here it only has to be JSON. */
async function fileNamed(name: string, { surroundings }: Context): Promise<PolicyFile> {
  const content = await contentOf(name, surroundings)
  try {
    return JSON.parse(content.replace(/^\ufeff/, ''))
  } catch (error) {
    throw usageError(`${name} is not JSON: ${(error as Error).message}`)
  }
}

async function show(context: Context, difference: Difference & { readonly isCurrent?: boolean }) {
  if (context.print.isJson) return context.print.thing(difference, [])
  const lines = linesOf(difference)
  for (const line of lines) await context.print.thing(undefined, [[line[0], line[1]]])
}

function tell({ print }: Context, difference: Difference & { readonly isCurrent?: boolean }): void {
  for (const [what, how] of linesOf(difference)) print.tell(`${what}  ${how}`)
}

function isNothing({ changes, defaultForNewProducts }: Difference): boolean {
  return changes.length === 0 && defaultForNewProducts === undefined
}

function linesOf(difference: Difference & { readonly isCurrent?: boolean }): [string, string][] {
  const { changes, defaultForNewProducts: standard, isCurrent } = difference
  return [
    ...changes.map(({ productId, productName, from, to }): [string, string] => [
      `${productName} (${productId})`,
      `${from} -> ${to}`,
    ]),
    ...(standard ? [['New products', `${standard.from} -> ${standard.to}`] as [string, string]] : []),
    ...(isNothing(difference) ? [['Nothing', 'is changed'] as [string, string]] : []),
    ...(isCurrent === false
      ? [
          ['Stale', 'the policy has changed since this was exported: it would not be applied'] as [
            string,
            string,
          ],
        ]
      : []),
  ]
}
