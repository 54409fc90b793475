import { Button, MessageBar, MessageBarBody, makeStyles, Text, tokens } from '@fluentui/react-components'
import { Link } from '@tanstack/react-router'
import { lazy, Suspense, useMemo, useState } from 'react'
import { partOf } from '../api/parts.ts'
import { Problem } from '../api/problem.ts'
import { AssignDialog } from '../look/assign-dialog.tsx'
import { ExportNote } from '../look/export-note.tsx'
import { useFormat } from '../look/format.ts'
import { LinkButton } from '../look/link-button.tsx'
import { useLookWords } from '../look/look-words.ts'
import { Page } from '../look/page.tsx'
import { peopleMax } from '../look/people-picker.tsx'
import { ProblemPanel } from '../look/problem-panel.tsx'
import { Section } from '../look/section.tsx'
import type { ListAction } from '../look/user-list/list-menu.tsx'
import { NotFound } from '../shell/edges.tsx'
import { useSession } from '../sign-in/session.tsx'
import { PurchaseGroup } from './purchase-group.tsx'
import {
  type Purchase,
  type Subscription,
  useExportUsers,
  usePurchases,
  useSubscriptionsOf,
} from './queries.ts'
import { productLicensesRoute } from './routes.tsx'
import { type Held, UnassignDialog } from './unassign-dialog.tsx'
import { useLicensesWords } from './words.ts'

/** Reads CSV, which few need. */
const ListDialog = lazy(() =>
  partOf(async () => ({ default: (await import('../look/user-list/list-dialog.tsx')).ListDialog })),
)

const useStyles = makeStyles({
  groups: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: tokens.spacingVerticalM },
})

/** More purchases than anybody reads, and more than a page should hold. */
const shownAtOnce = 100

/** Who holds licences of a product, by who bought it. (R042, R043, R047, R050, R051, R107, R187, R188) */
export function ProductPage() {
  const { productId } = productLicensesRoute.useParams()
  // What was selected of another product is none of this one's.
  return <Product key={productId} productId={productId} />
}

function Product({ productId }: { readonly productId: string }) {
  const styles = useStyles()
  const words = useLicensesWords()
  const look = useLookWords()
  const format = useFormat()
  const { api, tenantId, may } = useSession()
  const purchases = usePurchases(productId)
  const subscriptions = useSubscriptionsOf(productId)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [people, setPeople] = useState<ReadonlyMap<string, Held>>(new Map())
  const [assignToId, setAssignToId] = useState<string>()
  const [list, setList] = useState<{ readonly id: string; readonly action: ListAction }>()
  const [isUnassigning, setUnassigning] = useState(false)
  const [said, setSaid] = useState('')
  const [shown, setShown] = useState(shownAtOnce)
  const exported = useExportUsers()
  const byId = useMemo(() => new Map(subscriptions.rows.map((one) => [one.id, one])), [subscriptions.rows])
  // As it is now: one may assign more out of what is left.
  const assignTo = assignToId === undefined ? undefined : byId.get(assignToId)
  const listOf = list && byId.get(list.id)
  const groups = useMemo(
    () => byPurchaser(purchases.rows, byId, format.locale),
    [purchases.rows, byId, format],
  )
  if (purchases.problem instanceof Problem && purchases.problem.code === 'NotFound') return <NotFound />
  const name = subscriptions.rows[0]?.product.displayName ?? words.title
  const tooMany = people.size > peopleMax
  const mayUnassign = subscriptions.rows.some(({ actions }) => actions.includes('unassign'))
  return (
    <Page
      title={name}
      about={name === words.title ? undefined : words.title}
      commands={
        <>
          {mayUnassign && (
            <Button
              disabledFocusable={people.size === 0 || tooMany}
              onClick={() => people.size > 0 && !tooMany && setUnassigning(true)}
            >
              {words.unassign(people.size)}
            </Button>
          )}
          {may.administer && (
            <Button
              disabledFocusable={chosen.size === 0 || exported.isPending}
              onClick={() => chosen.size > 0 && exported.run({ subscriptionIds: [...chosen] })}
            >
              {words.exportUsers(chosen.size)}
            </Button>
          )}
        </>
      }
    >
      <Link to="/licenses">{words.toLicenses}</Link>
      {exported.problem && <ProblemPanel problem={exported.problem} />}
      {exported.done && (
        <ExportNote
          api={api}
          tenantId={tenantId}
          operationId={exported.done.data.id}
          onDismiss={exported.reset}
        />
      )}
      <div role="status">
        {(said || tooMany) && (
          <MessageBar intent={tooMany ? 'warning' : 'success'}>
            <MessageBarBody>{tooMany ? words.unassignMany(peopleMax) : said}</MessageBarBody>
          </MessageBar>
        )}
      </div>
      <Section
        title={words.users}
        about={may.administer ? `${words.usersAbout} ${words.exportHint}` : words.usersAbout}
      >
        {purchases.problem !== undefined && (
          <ProblemPanel problem={purchases.problem} onTryAgain={purchases.tryAgain} />
        )}
        {subscriptions.problem !== undefined && (
          <ProblemPanel problem={subscriptions.problem} onTryAgain={subscriptions.tryAgain} />
        )}
        <div className={styles.groups}>
          {groups.slice(0, shown).map((purchase) => (
            <PurchaseGroup
              key={purchase.subscriptionId}
              purchase={purchase}
              subscription={byId.get(purchase.subscriptionId)}
              startsOpen={groups.length === 1}
              {...(may.administer
                ? {
                    isChosen: chosen.has(purchase.subscriptionId),
                    onChoose: () => setChosen(toggled(chosen, purchase.subscriptionId)),
                  }
                : {})}
              people={people}
              onPeople={(held) => {
                setSaid('')
                setPeople(held)
              }}
              onAssign={({ id }) => setAssignToId(id)}
              onList={({ id }, action) => setList({ id, action })}
            />
          ))}
        </div>
        {groups.length > shown && (
          <Button onClick={() => setShown(shown + shownAtOnce)}>
            {words.showMore(format.number(shown), format.number(groups.length))}
          </Button>
        )}
        {(purchases.isLoading || purchases.isFilling) && <Text role="status">{look.loading}</Text>}
      </Section>
      {assignTo && (
        <AssignDialog
          api={api}
          tenantId={tenantId}
          subscription={assignTo}
          onClose={() => setAssignToId(undefined)}
        />
      )}
      {list && listOf && (
        <Suspense>
          <ListDialog
            api={api}
            tenantId={tenantId}
            subscription={listOf}
            action={list.action}
            problemActions={
              listOf.actions.includes('changeLicenses') && (
                <LinkButton
                  to="/subscriptions/$id"
                  params={{ id: list.id }}
                  search={{ tab: 'users', do: 'quantity' }}
                >
                  {words.changeLicenses}
                </LinkButton>
              )
            }
            onClose={() => setList(undefined)}
          />
        </Suspense>
      )}
      {isUnassigning && (
        <UnassignDialog
          productId={productId}
          product={name}
          people={[...people.values()]}
          onDone={(notAssigned) => {
            const count = people.size - notAssigned
            setSaid(
              [words.unassigned(count), ...(notAssigned > 0 ? [words.notAssigned(notAssigned)] : [])].join(
                ' ',
              ),
            )
            setPeople(new Map())
            setUnassigning(false)
          }}
          onClose={() => setUnassigning(false)}
        />
      )}
    </Page>
  )
}

/** All of one purchaser together, by name; of these the oldest first. */
function byPurchaser(
  purchases: readonly Purchase[],
  byId: ReadonlyMap<string, Subscription>,
  locale: string,
): readonly Purchase[] {
  const { compare } = new Intl.Collator(locale)
  const boughtAt = ({ subscriptionId }: Purchase) => byId.get(subscriptionId)?.createdDateTime ?? ''
  return purchases.toSorted(
    (one, other) =>
      compare(one.purchaser.displayName, other.purchaser.displayName) ||
      compare(one.purchaser.id, other.purchaser.id) ||
      compare(boughtAt(one), boughtAt(other)),
  )
}

function toggled(set: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const changed = new Set(set)
  if (!changed.delete(id)) changed.add(id)
  return changed
}
