import { MessageBar, MessageBarBody, Spinner } from '@fluentui/react-components'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useMemo } from 'react'
import { Page } from '../look/page.tsx'
import { ProblemPanel } from '../look/problem-panel.tsx'
import { isToCome, type When } from '../look/when.ts'
import { Wizard } from '../look/wizard.tsx'
import { Forbidden } from '../shell/edges.tsx'
import { useSession } from '../sign-in/session.tsx'
import { CheckStep } from './check-step.tsx'
import { idsOf } from './order.ts'
import { type Source, useSources } from './queries.ts'
import { type ConsolidateSearch, consolidateRoute, type Step, steps } from './routes.tsx'
import { SourcesStep } from './sources-step.tsx'
import { TargetStep } from './target-step.tsx'
import { useConsolidateWords } from './words.ts'

/** What each step is given. */
export interface StepProps {
  readonly sources: readonly Source[]
  readonly search: ConsolidateSearch
  readonly when: When
  /** Puts a choice into the address, in place of the one before. */
  readonly change: (search: ConsolidateSearch) => void
  readonly goTo: (step: Step) => void
  /** Puts a step into the frame of the wizard. */
  readonly frame: (content: {
    readonly heading: string
    readonly onBack?: () => void
    readonly next?: ReactNode
    readonly children: ReactNode
  }) => ReactNode
}

/** Takes many subscriptions over into one: in which order, where to, when, and a look at the numbers. (B05) */
export function ConsolidatePage() {
  const words = useConsolidateWords()
  const { may } = useSession()
  const search = consolidateRoute.useSearch()
  const ids = useMemo(() => idsOf(search.sources), [search.sources])
  const list = useSources(ids)
  if (!may.administer) return <Forbidden roles={['globalAdmin', 'billingAdmin']} />
  return (
    <Page
      title={words.title}
      about={ids.length > 0 ? words.about(ids.length) : undefined}
      commands={<Link to="/products">{words.toProducts}</Link>}
    >
      {ids.length === 0 && (
        <MessageBar layout="multiline">
          <MessageBarBody>{words.none}</MessageBarBody>
        </MessageBar>
      )}
      {list.problem !== undefined && <ProblemPanel problem={list.problem} onTryAgain={list.tryAgain} />}
      {list.isLoading && list.problem === undefined && <Spinner label={words.loading} />}
      {ids.length > 0 && list.isLoaded && !list.isFilling && <Steps sources={list.sources} />}
    </Page>
  )
}

function Steps({ sources }: { readonly sources: readonly Source[] }) {
  const words = useConsolidateWords()
  const search = consolidateRoute.useSearch()
  const navigate = consolidateRoute.useNavigate()
  const when: When = { kind: search.when ?? 'now', local: search.at }
  // No time may not mean now.
  const isChosen = (search.target !== undefined || search.product !== undefined) && isToCome(when, Date.now())
  // Numbers of what? Whoever comes by an address chooses first.
  const step = search.step === 'check' && !isChosen ? 'target' : (search.step ?? 'sources')
  const props: StepProps = {
    sources,
    search,
    when,
    change: (changes) => void navigate({ search: (before) => ({ ...before, ...changes }), replace: true }),
    goTo: (to) => void navigate({ search: (before) => ({ ...before, step: to }) }),
    frame: (content) => (
      <Wizard
        {...content}
        steps={[...steps, 'operation' as const].map((id) => ({ id, label: words.steps[id] }))}
        current={step}
      />
    ),
  }
  switch (step) {
    case 'sources':
      return <SourcesStep {...props} />
    case 'target':
      return <TargetStep {...props} />
    case 'check':
      return <CheckStep {...props} />
  }
}
