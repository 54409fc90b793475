import type { Command } from 'commander'
import { ok, pagesOf, type Schemas } from './client.ts'
import type { Run } from './context.ts'
import type { Column, Fields } from './print.ts'

type Tenant = Schemas['Tenant']

export function addTenants(program: Command, run: Run): void {
  const group = program.command('tenants').description('all organisations, for operators')
  group
    .command('list')
    .description('every organisation, those that are deleted included')
    .action(
      run(async ({ api, print }) => {
        const pages = pagesOf((query) => api.GET('/ops/tenants', { params: { query } }))
        await print.rows(pages, columns, 'There are no organisations.')
      }),
    )
  group
    .command('show')
    .description('one of them')
    .argument('<id>')
    .action(
      run(async ({ api, print }, _options, t: string) => {
        const tenant = await ok(api.GET('/ops/tenants/{t}', { params: { path: { t } } }))
        await print.thing(tenant, fieldsOf(tenant))
      }),
    )
}

const columns: readonly Column<Tenant>[] = [
  { title: 'ID', of: ({ id }) => id },
  { title: 'NAME', of: ({ displayName }) => displayName },
  { title: 'COUNTRY', of: ({ country }) => country },
  { title: 'TYPE', of: ({ tenantType }) => tenantType },
]

function fieldsOf(tenant: Tenant): Fields {
  return Object.entries(tenant).map(([name, value]) => [
    name,
    typeof value === 'object' ? JSON.stringify(value) : String(value),
  ])
}
