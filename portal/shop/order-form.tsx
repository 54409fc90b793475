import {
  Button,
  Card,
  MessageBar,
  MessageBarBody,
  makeStyles,
  Subtitle2,
  Text,
  tokens,
} from '@fluentui/react-components'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { Schemas } from '../api/client.ts'
import { useIsOnline } from '../api/online.ts'
import { ok } from '../api/problem.ts'
import { useWrite } from '../api/write.ts'
import { Fields } from '../look/fields.tsx'
import { useFormat } from '../look/format.ts'
import { OutsideLink } from '../look/outside-link.tsx'
import { ProblemPanel } from '../look/problem-panel.tsx'
import { Quantity, quantityOf } from '../look/quantity.tsx'
import { useSession } from '../sign-in/session.tsx'
import { Bought } from './bought.tsx'
import { type Product, useQuote } from './queries.ts'
import { QuoteTable } from './quote-table.tsx'
import type { Offer } from './ways.ts'
import { useShopWords } from './words.ts'

const useStyles = makeStyles({
  form: { display: 'grid', gap: tokens.spacingVerticalL },
  buttons: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
})

interface Props {
  readonly product: Product
  readonly offer: Offer
}

/** Buying centrally, in steps: an order is opened, looked at, and completed. No card is charged. (R060 to R064) */
export function OrderForm({ orderId, ...props }: Props & { readonly orderId: string | undefined }) {
  return orderId === undefined ? <OpenOrder {...props} /> : <OpenedOrder {...props} orderId={orderId} />
}

function OpenOrder({ product, offer }: Props) {
  const styles = useStyles()
  const words = useShopWords()
  const { api, tenantId } = useSession()
  const navigate = useNavigate()
  const [typed, setTyped] = useState('1')
  const totalLicenses = quantityOf(typed)
  const quote = useQuote(product.id, 'central', totalLicenses)
  const open = useWrite({
    action: `order:${product.id}`,
    send: (body: { readonly productId: string; readonly totalLicenses: number }, repeat) =>
      api.POST('/tenants/{t}/orders', {
        params: { path: { t: tenantId } },
        headers: { ...repeat },
        body,
      }),
    onDone: ({ data }) =>
      navigate({ to: '.', search: (before) => ({ ...before, way: 'central', order: data.id }) }),
  })
  const isOnline = useIsOnline()
  const ready = isOnline && totalLicenses !== undefined && quote.data !== undefined && !open.isPending
  return (
    <Card>
      <div className={styles.form}>
        <Subtitle2 as="h2">{words.wayLong.central}</Subtitle2>
        <Quantity label={words.quantity} typed={typed} disabled={open.isPending} onChange={setTyped} />
        {quote.error && <ProblemPanel problem={quote.error} onTryAgain={() => void quote.refetch()} />}
        {quote.data && totalLicenses !== undefined && (
          <QuoteTable
            quote={quote.data}
            totalLicenses={totalLicenses}
            months={offer.billingTermMonths}
            isOld={quote.isPlaceholderData}
          />
        )}
        <Text>{words.order.about}</Text>
        <PurchaseServices />
        {open.problem && <ProblemPanel problem={open.problem} />}
        <div className={styles.buttons}>
          <Button
            appearance="primary"
            disabledFocusable={!ready}
            onClick={() => ready && open.run({ productId: product.id, totalLicenses })}
          >
            {words.order.open}
          </Button>
        </div>
      </div>
    </Card>
  )
}

/** Where an organisation of this cloud buys everything else. (R062) */
function PurchaseServices() {
  const words = useShopWords()
  const { api, organization, customer } = useSession()
  const cloud = customer ? undefined : organization?.cloud
  const links = useQuery({
    queryKey: ['links', cloud],
    enabled: cloud !== undefined,
    queryFn: () => ok(api.GET('/reference/links', { params: { query: { cloud: cloud ?? 'worldwide' } } })),
  })
  const page = links.data?.pages['purchaseServices']
  return page === undefined ? null : <OutsideLink to={page}>{words.order.purchaseServices}</OutsideLink>
}

function OpenedOrder({ product, offer, orderId }: Props & { readonly orderId: string }) {
  const words = useShopWords()
  const { api, tenantId } = useSession()
  const navigate = useNavigate()
  const again = () => void navigate({ to: '.', search: (before) => ({ ...before, order: undefined }) })
  const order = useQuery({
    queryKey: ['order', tenantId, orderId],
    queryFn: () =>
      ok(api.GET('/tenants/{t}/orders/{id}', { params: { path: { t: tenantId, id: orderId } } })),
  })
  if (order.error)
    return (
      <ProblemPanel problem={order.error} actions={<Button onClick={again}>{words.order.drop}</Button>} />
    )
  return order.data ? (
    <CompleteOrder order={order.data} product={product} offer={offer} onAgain={again} />
  ) : null
}

function CompleteOrder({
  order,
  product,
  offer,
  onAgain,
}: Props & { readonly order: Schemas['Order']; readonly onAgain: () => void }) {
  const styles = useStyles()
  const words = useShopWords()
  const format = useFormat()
  const { api, tenantId } = useSession()
  const isOnline = useIsOnline()
  const client = useQueryClient()
  const complete = useWrite({
    action: `complete-order:${order.id}`,
    send: (id: string, repeat) =>
      api.POST('/tenants/{t}/orders/{id}/complete', {
        params: { path: { t: tenantId, id } },
        headers: { ...repeat },
      }),
    onDone: () => void client.invalidateQueries({ queryKey: ['subscriptions'] }),
  })
  if (complete.done) return <Bought product={product} subscription={complete.done.data} />
  const isOver = order.status === 'Completed'
  const ready = isOnline && !isOver && !complete.isPending
  return (
    <Card>
      <div className={styles.form}>
        <Subtitle2 as="h2">{words.wayLong.central}</Subtitle2>
        <MessageBar intent={isOver ? 'warning' : 'info'}>
          <MessageBarBody>
            {isOver ? words.order.gone : words.order.opened(format.instant(order.expiresDateTime))}
          </MessageBarBody>
        </MessageBar>
        <QuoteTable quote={order} totalLicenses={order.totalLicenses} months={offer.billingTermMonths} />
        <Fields
          fields={[
            [words.order.agreement, order.agreementId],
            [words.order.by, order.openedBy.displayName],
          ]}
        />
        <Text>{words.order.invoiced}</Text>
        {complete.problem && <ProblemPanel problem={complete.problem} />}
        <div className={styles.buttons}>
          <Button
            appearance="primary"
            disabledFocusable={!ready}
            onClick={() => ready && complete.run(order.id)}
          >
            {words.order.complete(format.money(order.total))}
          </Button>
          <Button disabled={complete.isPending} onClick={onAgain}>
            {words.order.drop}
          </Button>
        </div>
      </div>
    </Card>
  )
}
