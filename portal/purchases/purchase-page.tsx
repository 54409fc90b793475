import {
  Button,
  Menu,
  MenuItem,
  MenuList,
  MenuPopover,
  MenuTrigger,
  makeStyles,
  tokens,
} from '@fluentui/react-components'
import { AddRegular, MoreHorizontalRegular } from '@fluentui/react-icons'
import { Navigate, useMatches, useNavigate, useParams } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { Problem } from '../api/problem.ts'
import { LinkButton } from '../look/link-button.tsx'
import { Page } from '../look/page.tsx'
import { ProblemPanel } from '../look/problem-panel.tsx'
import { NotFound } from '../shell/edges.tsx'
import { useSession } from '../sign-in/session.tsx'
import { Holders } from './holders.tsx'
import { OrderHistory } from './order-history.tsx'
import { Overview } from './overview.tsx'
import { type Subscription, usePurchase } from './queries.ts'
import { StateBars } from './state-bars.tsx'
import { usePurchasesWords } from './words.ts'

const AssignPeople = lazy(async () => ({ default: (await import('./assign-people.tsx')).AssignPeople }))
const ListOfUsers = lazy(async () => ({ default: (await import('./list-of-users.tsx')).ListOfUsers }))
const TotalDialog = lazy(async () => ({ default: (await import('./total-dialog.tsx')).TotalDialog }))
const CancelDialog = lazy(async () => ({ default: (await import('./cancel-dialog.tsx')).CancelDialog }))

const useStyles = makeStyles({ page: { display: 'grid', gap: tokens.spacingVerticalL, minWidth: 0 } })

/** One purchase of one's own; those of others are not here, whoever sees them elsewhere. (R067, R152) */
export function PurchasePage() {
  const styles = useStyles()
  const words = usePurchasesWords()
  const { id } = useParams({ from: '/mine/$id' })
  const { me } = useSession()
  const query = usePurchase(id)
  const isGone = query.error instanceof Problem && query.error.status === 404
  const { subscription, etag = '' } = query.data ?? {}
  if (isGone) return <NotFound />
  // An administrator who follows a purchaser's link.
  if (subscription && subscription.purchaser.id !== me.id)
    return <Navigate to="/subscriptions/$id" params={{ id }} replace />
  return (
    <Page
      title={subscription?.product.displayName ?? words.title}
      about={subscription && words.title}
      commands={subscription && <Commands subscription={subscription} />}
    >
      <div className={styles.page}>
        {query.error && <ProblemPanel problem={query.error} onTryAgain={() => void query.refetch()} />}
        {subscription && (
          <>
            <StateBars subscription={subscription} />
            <Overview subscription={subscription} etag={etag} />
            <Holders subscription={subscription} />
            <OrderHistory subscription={subscription} />
            <OpenDialog subscription={subscription} etag={etag} />
          </>
        )}
      </div>
    </Page>
  )
}

function Commands({ subscription }: { readonly subscription: Subscription }) {
  const words = usePurchasesWords()
  const { id, actions, channel, status, product } = subscription
  const may = new Set(actions)
  // Whoever uses a trial goes on with what is bought; of one that is over nobody does.
  const search = status === 'Deleted' ? {} : { fromTrial: id }
  return (
    <>
      {channel === 'trial' && (
        <LinkButton
          appearance="primary"
          to="/shop/$productId"
          params={{ productId: product.id }}
          search={search}
        >
          {words.actions.buyTrial}
        </LinkButton>
      )}
      {may.has('assign') && (
        <LinkButton
          appearance="primary"
          icon={<AddRegular />}
          to="/mine/$id/$action"
          params={{ id, action: 'assign' }}
        >
          {words.actions.assign}
        </LinkButton>
      )}
      {may.has('changeLicenses') && (
        <LinkButton to="/mine/$id/$action" params={{ id, action: 'total' }}>
          {words.actions.total}
        </LinkButton>
      )}
      <MoreActions subscription={subscription} />
    </>
  )
}

function MoreActions({ subscription }: { readonly subscription: Subscription }) {
  const words = usePurchasesWords()
  const navigate = useNavigate()
  const { id, actions, channel } = subscription
  const cancels = actions.includes('cancel')
  const asks = channel === 'selfService'
  if (!cancels && !asks) return null
  return (
    <Menu>
      <MenuTrigger disableButtonEnhancement>
        <Button icon={<MoreHorizontalRegular />} aria-label={words.actions.more} />
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          {cancels && (
            <MenuItem
              onClick={() => void navigate({ to: '/mine/$id/$action', params: { id, action: 'cancel' } })}
            >
              {words.actions.cancel}
            </MenuItem>
          )}
          {asks && (
            <MenuItem onClick={() => void navigate({ to: '/support/new', search: { subscriptionId: id } })}>
              {words.actions.support}
            </MenuItem>
          )}
        </MenuList>
      </MenuPopover>
    </Menu>
  )
}

/** What the address says is being done. */
function OpenDialog({ subscription, etag }: { readonly subscription: Subscription; readonly etag: string }) {
  const action = useMatches({
    select: (matches) => (matches.at(-1)?.params as { readonly action?: string } | undefined)?.action,
  })
  const navigate = useNavigate()
  const { id } = subscription
  const onClose = () => void navigate({ to: '/mine/$id', params: { id } })
  return (
    <Suspense>
      {action === 'assign' && <AssignPeople subscription={subscription} onClose={onClose} />}
      {action === 'assignList' && (
        <ListOfUsers subscription={subscription} action="assign" onClose={onClose} />
      )}
      {action === 'unassignList' && (
        <ListOfUsers subscription={subscription} action="unassign" onClose={onClose} />
      )}
      {action === 'total' && <TotalDialog subscription={subscription} etag={etag} onClose={onClose} />}
      {action === 'cancel' && <CancelDialog subscription={subscription} etag={etag} onClose={onClose} />}
    </Suspense>
  )
}
