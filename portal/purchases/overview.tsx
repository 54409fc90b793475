import { Card, makeStyles, Subtitle2, Switch, Text, tokens } from '@fluentui/react-components'
import { useLastingWrite } from '../api/lasting-write.ts'
import { BankWaits } from '../look/bank-waits.tsx'
import { Fields } from '../look/fields.tsx'
import { useFormat } from '../look/format.ts'
import { InstantText } from '../look/instant.tsx'
import { ProblemPanel } from '../look/problem-panel.tsx'
import { StatusBadge } from '../look/status-badge.tsx'
import { useSession } from '../sign-in/session.tsx'
import { type Subscription, useCancellationReasons, useRefresh } from './queries.ts'
import { statusKinds } from './status.ts'
import { usePurchasesWords } from './words.ts'

const useStyles = makeStyles({ renewal: { display: 'grid', gap: tokens.spacingVerticalXXS } })

export function Overview({
  subscription,
  etag,
}: {
  readonly subscription: Subscription
  readonly etag: string
}) {
  const words = usePurchasesWords()
  const format = useFormat()
  const { status, channel, price, priceTag, nextStep, cancellation, deletedDateTime, deletedBecause } =
    subscription
  const { fields } = words
  const { reservedLicenses } = subscription
  const assigned = fields.of(
    format.number(subscription.assignedLicenses),
    format.number(subscription.totalLicenses),
  )
  // One of those to choose from, or somebody’s own words.
  const reasons = useCancellationReasons(cancellation !== undefined)
  const reason = reasons.data?.find(({ id }) => id === cancellation?.reason)?.label ?? cancellation?.reason
  const next = nextStep && words.next[nextStep.kind]?.(format.day(nextStep.date))
  return (
    <Card>
      <Subtitle2 as="h2">{words.overview}</Subtitle2>
      <Fields
        fields={[
          [
            fields.status,
            <StatusBadge key="status" kind={statusKinds[status]}>
              {words.statuses[status]}
            </StatusBadge>,
          ],
          [fields.channel, priceTag ?? words.channels[channel]],
          [fields.note, subscription.note],
          [
            fields.licences,
            reservedLicenses > 0
              ? `${assigned}, ${fields.reserved(format.number(reservedLicenses))}`
              : assigned,
          ],
          [
            fields.price,
            price.amount > 0
              ? fields.each(format.money(price), words.months(subscription.billingTermMonths))
              : undefined,
          ],
          [fields.boughtOn, <InstantText key="bought" at={subscription.createdDateTime} />],
          [
            fields.term,
            channel === 'signUp'
              ? undefined
              : fields.fromTo(
                  format.day(subscription.termStartDate),
                  format.day(subscription.expirationDate),
                ),
          ],
          [fields.next, next],
          [fields.deleted, deletedDateTime && <InstantText key="deleted" at={deletedDateTime} />],
          [fields.because, deletedBecause && (words.because[deletedBecause] ?? deletedBecause)],
          [fields.reason, reason],
          [fields.feedback, cancellation?.feedback],
          [fields.owner, fields.organisation],
        ]}
      />
      {subscription.actions.includes('changeRenewal') && <Renewal subscription={subscription} etag={etag} />}
    </Card>
  )
}

/** Whether another term follows. Switching it on again after the term has to be paid, so it waits as payments do. */
function Renewal({ subscription, etag }: { readonly subscription: Subscription; readonly etag: string }) {
  const styles = useStyles()
  const words = usePurchasesWords()
  const format = useFormat()
  const { api, tenantId, me } = useSession()
  const refresh = useRefresh()
  const { id, autoRenew, expirationDate } = subscription
  const change = useLastingWrite({
    action: `renewal:${me.id}:${id}`,
    send: (body: { readonly autoRenew: boolean; readonly etag: string }) =>
      api.PATCH('/tenants/{t}/subscriptions/{id}', {
        params: { path: { t: tenantId, id }, header: { 'If-Match': body.etag } },
        body: { autoRenew: body.autoRenew },
      }),
    onDone: () => refresh(),
  })
  const shown = change.isPending ? !autoRenew : autoRenew
  return (
    <div className={styles.renewal}>
      <Switch
        label={words.renewal}
        checked={shown}
        disabled={change.isPending}
        onChange={(_event, data) => change.run({ autoRenew: data.checked, etag })}
      />
      <Text size={200}>
        {shown ? words.renewalOn(format.day(expirationDate)) : words.renewalOff(format.day(expirationDate))}
      </Text>
      {change.waitsFor && <BankWaits {...change} />}
      {change.problem !== undefined && (
        <ProblemPanel problem={change.problem} onTryAgain={() => void refresh()} />
      )}
    </div>
  )
}
