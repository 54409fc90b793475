import { type Command, Option } from 'commander'
import type { operations } from '../../portal/api/schema.d.ts'
import { answered, ok, pagesOf, type Schemas } from './client.ts'
import type { Run } from './context.ts'
import type { Column, Fields } from './print.ts'

type Webhook = Schemas['Webhook']
type Delivery = Schemas['WebhookDelivery']
type Terms = operations['webhooks-create']['requestBody']['content']['application/json']

const every = [
  'subscription.purchased',
  'subscription.changed',
  'subscription.controlTaken',
  'subscription.moved',
  'subscription.cancelled',
  'subscription.renewed',
  'subscription.declined',
  'subscription.expired',
  'subscription.orphaned',
  'subscription.requestApproved',
  'policy.changed',
] as const satisfies Terms['types']

const where = '/tenants/{t}/webhooks' as const
const one = '/tenants/{t}/webhooks/{id}' as const
const delivery = '/tenants/{t}/webhooks/{id}/deliveries/{deliveryId}' as const

export function addWebhooks(program: Command, run: Run): void {
  const group = program.command('webhooks').description('where events are sent, and what became of each')
  group
    .command('list')
    .description('all of the organisation')
    .action(
      run(async ({ api, print, tenantId }) => {
        const path = { t: await tenantId() }
        const pages = pagesOf((query) => api.GET(where, { params: { path, query } }))
        await print.rows<Webhook>(pages, columns, 'There are no webhooks.')
      }),
    )
  group
    .command('create')
    .description('has what happens told at an address; the secret that it gives out is shown once')
    .requiredOption('--url <url>', 'https, and public')
    .requiredOption('--description <text>', 'what it is for')
    .addOption(new Option('--types <types...>', 'what is told there; everything when absent').choices(every))
    .action(
      run(
        async (
          { api, print, tenantId },
          { url, description, types }: Pick<Terms, 'url' | 'description'> & Partial<Terms>,
        ) => {
          const params = { path: { t: await tenantId() } }
          const body = { url, description, types: types ?? [...every] }
          const made = await ok(api.POST(where, { params, body }))
          await print.thing(made, [...fieldsOf(made), ['Secret', made.secret]])
        },
      ),
    )
  group
    .command('rotate-secret')
    .description('a new secret; for 24 hours events are signed with the one before as well')
    .argument('<id>')
    .action(
      run(async ({ api, print, tenantId, confirm }, _options, id: string) => {
        await confirm('Make a new secret?')
        const path = { t: await tenantId(), id }
        const made = await ok(api.POST(`${one}/rotateSecret`, { params: { path } }))
        await print.thing(made, [...fieldsOf(made), ['Secret', made.secret]])
      }),
    )
  group
    .command('test')
    .description('sends an event of type webhook.test, now and once')
    .argument('<id>')
    .action(
      run(async ({ api, print, tenantId }, _options, id: string) => {
        const path = { t: await tenantId(), id }
        const sent = await ok(api.POST(`${one}/sendTest`, { params: { path } }))
        await print.thing(sent, deliveryFields(sent))
        print.tell(`What becomes of it: npm run admin -- webhooks deliveries ${id}`)
      }),
    )
  for (const [what, enabled] of [
    ['enable', true],
    ['disable', false],
  ] as const) {
    group
      .command(what)
      .description(enabled ? 'sends events again' : 'sends nothing, and keeps nothing for it')
      .argument('<id>')
      .action(
        run(async ({ api, print, tenantId }, _options, id: string) => {
          const path = { t: await tenantId(), id }
          const { response } = await answered(api.GET(one, { params: { path } }))
          const header = { 'If-Match': response.headers.get('ETag') ?? '' }
          const changed = await ok(api.PATCH(one, { params: { path, header }, body: { enabled } }))
          await print.thing(changed, fieldsOf(changed))
        }),
      )
  }
  group
    .command('delete')
    .description('tells the address nothing more; what waits for it goes, too')
    .argument('<id>')
    .action(
      run(async ({ api, print, tenantId, confirm }, _options, id: string) => {
        const path = { t: await tenantId(), id }
        const { data, response } = await answered(api.GET(one, { params: { path } }))
        await confirm(`Delete the webhook to ${data.url}?`)
        const header = { 'If-Match': response.headers.get('ETag') ?? '' }
        await api.DELETE(one, { params: { path, header } })
        await print.thing({ id, deleted: true }, [['Deleted', id]])
      }),
    )
  addDeliveries(group, run)
}

function addDeliveries(group: Command, run: Run): void {
  group
    .command('deliveries')
    .description('the events of a webhook, newest first')
    .argument('<id>')
    .option('--status <statuses>', 'one or more, with commas: Waiting,Parked,Delivered,Dropped')
    .action(
      run(async ({ api, print, tenantId }, { status }: { readonly status?: string }, id: string) => {
        const path = { t: await tenantId(), id }
        const filter = status === undefined ? {} : { status }
        const pages = pagesOf((paging) =>
          api.GET(`${one}/deliveries`, { params: { path, query: { ...filter, ...paging } } }),
        )
        await print.rows<Delivery>(pages, deliveryColumns, 'There are no such events.')
      }),
    )
  group
    .command('resend')
    .description('sends a parked event again, at once; those after it follow')
    .argument('<id>')
    .argument('<delivery>', 'as the list shows it')
    .action(
      run(async ({ api, print, tenantId }, _options, id: string, deliveryId: string) => {
        const path = { t: await tenantId(), id, deliveryId }
        const now = await ok(api.POST(`${delivery}/resend`, { params: { path } }))
        await print.thing(now, deliveryFields(now))
      }),
    )
  group
    .command('resend-parked')
    .description('sends every parked event again: for when the receiver is back')
    .argument('<id>')
    .action(
      run(async ({ api, print, tenantId }, _options, id: string) => {
        const path = { t: await tenantId(), id }
        const now = await ok(api.POST(`${one}/resendParked`, { params: { path } }))
        await print.thing(now, fieldsOf(now))
      }),
    )
  group
    .command('drop')
    .description('gives a parked event up for good; those after it come to their turn')
    .argument('<id>')
    .argument('<delivery>', 'as the list shows it')
    .action(
      run(async ({ api, print, tenantId, confirm }, _options, id: string, deliveryId: string) => {
        await confirm(`Drop ${deliveryId}? The receiver never hears of it.`)
        const path = { t: await tenantId(), id, deliveryId }
        const now = await ok(api.POST(`${delivery}/drop`, { params: { path } }))
        await print.thing(now, deliveryFields(now))
      }),
    )
}

const columns: readonly Column<Webhook>[] = [
  { title: 'ID', of: ({ id }) => id },
  { title: 'STATUS', of: ({ status }) => status },
  { title: 'TYPES', of: ({ types }) => types.length, right: true },
  { title: 'URL', of: ({ url }) => url },
  { title: 'FOR', of: ({ description }) => description },
]

function fieldsOf({ id, url, description, status, types, failing }: Webhook): Fields {
  return [
    ['Id', id],
    ['Url', url],
    ['For', description],
    ['Status', status],
    ['Told', types.length === every.length ? 'everything' : types.join(', ')],
    ['Failing', failing && `since ${failing.since}, ${failing.attempts} times`],
  ]
}

const deliveryColumns: readonly Column<Delivery>[] = [
  { title: 'ID', of: ({ id }) => id },
  { title: 'STATUS', of: ({ status }) => status },
  { title: 'TYPE', of: ({ event }) => event.type },
  { title: 'HAPPENED', of: ({ event }) => event.time },
  { title: 'TRIES', of: ({ attempts }) => attempts, right: true },
  { title: 'LAST ANSWER', of: lastAnswerOf },
]

function deliveryFields(one: Delivery): Fields {
  return [
    ['Id', one.id],
    ['Status', one.status],
    ['Type', one.event.type],
    ['Event', one.event.id],
    ['Last answer', lastAnswerOf(one) || undefined],
  ]
}

function lastAnswerOf({ lastAttempt }: Delivery): string {
  return [lastAttempt?.status, lastAttempt?.problem].filter((part) => part !== undefined).join(' ')
}
