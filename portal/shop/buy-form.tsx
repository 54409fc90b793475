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
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useLastingWrite } from '../api/lasting-write.ts'
import { useIsOnline } from '../api/online.ts'
import { Problem } from '../api/problem.ts'
import { BankWaits } from '../look/bank-waits.tsx'
import { CardChoice } from '../look/card-choice.tsx'
import { useFormat } from '../look/format.ts'
import { ProblemPanel } from '../look/problem-panel.tsx'
import { Quantity, quantityOf } from '../look/quantity.tsx'
import { useSession } from '../sign-in/session.tsx'
import { Bought } from './bought.tsx'
import { type Product, useQuote } from './queries.ts'
import { QuoteTable } from './quote-table.tsx'
import { forgetTypedEmail, typedEmail } from './typed-email.ts'
import type { Offer } from './ways.ts'
import { useShopWords } from './words.ts'

const useStyles = makeStyles({
  form: { display: 'grid', gap: tokens.spacingVerticalL },
  pay: { justifySelf: 'start' },
})

interface Order {
  readonly productId: string
  readonly channel: 'selfService'
  readonly totalLicenses: number
  readonly paymentMethodId: string
  readonly source: string
  readonly email?: string
  readonly fromTrial?: string
}

/** Quantity, quote, card, and one button with the amount. (R136 to R141) */
export function BuyForm({
  product,
  offer,
  fromTrial,
}: {
  readonly product: Product
  readonly offer: Offer
  readonly fromTrial: string | undefined
}) {
  const styles = useStyles()
  const words = useShopWords()
  const format = useFormat()
  const { api, tenantId, me, organization } = useSession()
  const isOnline = useIsOnline()
  const client = useQueryClient()
  const buy = useLastingWrite({
    action: `buy:${tenantId}:${me.id}:${product.id}`,
    send: (order: Order, repeat) =>
      api.POST('/tenants/{t}/subscriptions', {
        params: { path: { t: tenantId } },
        headers: { ...repeat },
        body: order,
      }),
    onDone: () => {
      forgetTypedEmail()
      void client.invalidateQueries()
    },
  })
  const [typed, setTyped] = useState('1')
  const [cardId, setCardId] = useState<string>()
  const [email, setEmail] = useState(typedEmail)
  // What goes on after a reload is what was asked for before it.
  const shownTyped = buy.body ? String(buy.body.totalLicenses) : typed
  const shownCard = buy.body ? buy.body.paymentMethodId : cardId
  const totalLicenses = quantityOf(shownTyped)
  const quote = useQuote(product.id, 'selfService', totalLicenses)
  if (buy.done) return <Bought product={product} subscription={buy.done.data} />
  const ready = isOnline && quote.data !== undefined && !quote.isPlaceholderData && shownCard !== undefined
  const pay = () => {
    if (!ready || buy.isPending || totalLicenses === undefined || shownCard === undefined) return
    buy.run({
      productId: product.id,
      channel: 'selfService',
      totalLicenses,
      paymentMethodId: shownCard,
      source: 'portal',
      ...(email === undefined ? {} : { email }),
      ...(fromTrial === undefined ? {} : { fromTrial }),
    })
  }
  return (
    <Card>
      <div className={styles.form}>
        <Subtitle2 as="h2">{words.wayLong.selfService}</Subtitle2>
        {fromTrial !== undefined && (
          <MessageBar>
            <MessageBarBody>{words.fromTrial}</MessageBarBody>
          </MessageBar>
        )}
        <Quantity
          label={words.quantity}
          hint={words.quantityHint}
          typed={shownTyped}
          disabled={buy.isPending}
          onChange={setTyped}
        />
        {quote.error && <ProblemPanel problem={quote.error} onTryAgain={() => void quote.refetch()} />}
        {quote.data && totalLicenses !== undefined && (
          <QuoteTable
            quote={quote.data}
            totalLicenses={totalLicenses}
            months={offer.billingTermMonths}
            isOld={quote.isPlaceholderData}
          />
        )}
        <CardChoice
          api={api}
          tenantId={tenantId}
          chosen={shownCard}
          disabled={buy.isPending}
          onChange={setCardId}
        />
        <Text size={200}>
          {words.administratorsSee} {words.dataOwner(organization?.displayName ?? '')}
        </Text>
        <BankWaits {...buy} />
        {buy.problem !== undefined && (
          <ProblemPanel
            problem={buy.problem}
            actions={
              email !== undefined &&
              isMismatch(buy.problem) && (
                <Button
                  onClick={() => {
                    forgetTypedEmail()
                    setEmail(undefined)
                    buy.reset()
                  }}
                >
                  {words.goOnAsMe(me.userPrincipalName ?? me.displayName)}
                </Button>
              )
            }
          />
        )}
        <Button
          className={styles.pay}
          appearance="primary"
          size="large"
          disabledFocusable={!ready || buy.isPending}
          onClick={pay}
        >
          {quote.data && totalLicenses !== undefined
            ? words.pay(format.money(quote.data.total))
            : words.payNothingYet}
        </Button>
      </div>
    </Card>
  )
}

/** Somebody else signed in than the one whose address was typed before. (R138) */
function isMismatch(problem: unknown): boolean {
  return problem instanceof Problem && problem.code === 'EmailMismatch'
}
