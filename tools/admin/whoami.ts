import type { Command } from 'commander'
import { ok } from './client.ts'
import type { Run } from './context.ts'

export function addWhoami(program: Command, run: Run): void {
  program
    .command('whoami')
    .description('who you are, where, and what your roles are')
    .action(
      run(async ({ api, print }) => {
        const me = await ok(api.GET('/me'))
        await print.thing(me, [
          ['Name', me.displayName],
          ['Signs in as', me.userPrincipalName],
          ['Id', me.id],
          ['Organisation', me.organization?.displayName ?? 'not known here'],
          ['Tenant', me.organization?.id],
          ['Roles', me.roles.join(', ') || 'member'],
          ...(me.customers ?? []).map(
            ({ tenantId, displayName, roles }) =>
              ['Customer', `${displayName} (--tenant ${tenantId}) as ${roles.join(', ')}`] as const,
          ),
          ['More customers', me.customersLink === undefined ? undefined : 'with --json: customersLink'],
        ])
      }),
    )
}
