import { type Command, Option } from 'commander'
import { type Api, ok, pagesOf, type Schemas } from './client.ts'
import type { Run } from './context.ts'
import { type Column, type Fields, money } from './print.ts'

export type Subscription = Schemas['Subscription']
type ListQuery = NonNullable<Parameters<typeof listOf>[2]>

function listOf(
  api: Api,
  t: string,
  query: Readonly<{
    channel?: Subscription['channel'] | 'all'
    status?: Subscription['status']
    productId?: string
    purchaserId?: string
    search?: string
  }>,
) {
  return pagesOf((paging) =>
    api.GET('/tenants/{t}/subscriptions', { params: { path: { t }, query: { ...query, ...paging } } }),
  )
}

export function addSubscriptions(program: Command, run: Run): void {
  const group = program.command('subscriptions').description('what was bought')
  group
    .command('list')
    .description('all that you may see')
    .addOption(
      new Option('--channel <channel>', 'the way in which it was got').choices([
        'selfService',
        'central',
        'signUp',
        'trial',
        'all',
      ]),
    )
    .addOption(
      new Option('--status <status>', 'how it is').choices(['Active', 'Expired', 'Disabled', 'Deleted']),
    )
    .option('--product-id <id>', 'what it is of')
    .option('--purchaser-id <id>', 'who bought it')
    .option('--search <text>', 'product or purchaser')
    .action(
      run(
        async ({ api, print, tenantId }, { channel, status, productId, purchaserId, search }: ListQuery) => {
          const query = Object.fromEntries(
            Object.entries({ channel, status, productId, purchaserId, search }).filter(([, value]) => value),
          ) as ListQuery
          await print.rows(listOf(api, await tenantId(), query), columns, 'There are no such subscriptions.')
        },
      ),
    )
  group
    .command('show')
    .description('one of them, and what may be done to it')
    .argument('<id>')
    .action(
      run(async ({ api, print, tenantId }, _options, id: string) => {
        const subscription = await ok(
          api.GET('/tenants/{t}/subscriptions/{id}', { params: { path: { t: await tenantId(), id } } }),
        )
        await print.thing(subscription, fieldsOf(subscription))
      }),
    )
}

const columns: readonly Column<Subscription>[] = [
  { title: 'ID', of: ({ id }) => id },
  { title: 'PRODUCT', of: ({ product }) => product.displayName },
  { title: 'CHANNEL', of: ({ channel }) => channel },
  { title: 'STATUS', of: ({ status }) => status },
  { title: 'CONTROL', of: ({ controlledBy }) => (controlledBy ? 'taken' : '') },
  { title: 'ASSIGNED', of: ({ assignedLicenses }) => assignedLicenses, right: true },
  { title: 'TOTAL', of: ({ totalLicenses }) => totalLicenses, right: true },
  { title: 'EXPIRES', of: ({ expirationDate }) => expirationDate },
  { title: 'PURCHASER', of: ({ purchaser }) => purchaser.displayName },
]

function fieldsOf(subscription: Subscription): Fields {
  const { product, purchaser, controlledBy, nextStep, operationId, orderHistory = [] } = subscription
  return [
    ['Id', subscription.id],
    ['Product', `${product.displayName} (${product.id})`],
    ['Purchaser', `${purchaser.displayName} (${purchaser.id})`],
    ['Channel', subscription.channel],
    ['Status', subscription.status],
    ['Licences', licencesOf(subscription)],
    ['Price', `${money(subscription.price)} each for ${subscription.billingTermMonths} months`],
    ['Bought', subscription.createdDateTime],
    ['Expires', subscription.expirationDate],
    ['Renews', subscription.autoRenew ? 'yes' : 'no'],
    ['Next', nextStep && `${nextStep.kind} on ${nextStep.date}`],
    ['Control', controlledBy ? `${controlledBy.displayName}, since ${controlledBy.at}` : 'the purchaser’s'],
    ['Operation', operationId],
    ['Deleted', subscription.deletedDateTime],
    ['You may', subscription.actions.join(', ') || 'nothing'],
    ...orderHistory.map(({ at, event, by }) => ['History', `${at} ${event} by ${by.displayName}`] as const),
  ]
}

function licencesOf(one: Subscription): string {
  const reserved = one.reservedLicenses > 0 ? `, ${one.reservedLicenses} reserved` : ''
  return `${one.assignedLicenses} of ${one.totalLicenses} assigned${reserved}, ${one.availableLicenses} free`
}
