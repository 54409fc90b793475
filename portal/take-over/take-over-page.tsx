import { MessageBar, MessageBarBody } from '@fluentui/react-components'
import { Link, Navigate, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { type Subscription, useSubscription } from '../api/subscriptions.ts'
import { BesidePane } from '../look/beside-pane.tsx'
import { ProblemPanel } from '../look/problem-panel.tsx'
import { Wizard } from '../look/wizard.tsx'
import { useSession } from '../sign-in/session.tsx'
import { CancelStep } from './cancel-step.tsx'
import { ChooseStep } from './choose-step.tsx'
import { ControlStep } from './control-step.tsx'
import { isChosen, useDraft } from './draft.ts'
import { MoveStep } from './move-step.tsx'
import { ReviewStep } from './review-step.tsx'
import { type Step, steps } from './routes.tsx'
import type { Shortage } from './shortage.ts'
import { useTakeOverWords } from './words.ts'

const from = '/products-layout/subscriptions/$id/take-over/$step'

type Action = Subscription['actions'][number]

/** What each step is given. */
export interface StepProps {
  readonly subscription: Subscription
  readonly goTo: (step: Step) => void
  /** Puts a step into the frame of the wizard. */
  readonly frame: (content: StepContent) => ReactNode
}

export interface StepContent {
  readonly heading: string
  readonly onBack?: (() => void) | undefined
  readonly next?: ReactNode
  readonly children: ReactNode
}

/**
 * Takes a subscription over, step by step: control, what to do, where and who, a look at the numbers, and the operation.
 * (R068 to R090) Going back repeats nothing: what a step has done is read from the subscription.
 */
export function TakeOverPage() {
  const words = useTakeOverWords()
  const { id } = useParams({ from })
  const search = useSearch({ from })
  const navigate = useNavigate()
  const { api, tenantId } = useSession()
  const query = useSubscription(api, tenantId, id)
  const { data } = query
  const title =
    data && (data.channel === 'central' ? words.cancelTitle : words.title)(data.product.displayName)
  return (
    <BesidePane
      key={id}
      title={title ?? words.steps.control}
      about={data?.purchaser.displayName}
      backTo={words.back}
      onClose={() => void navigate({ to: '/products', search })}
    >
      {query.error && <ProblemPanel problem={query.error} onTryAgain={() => void query.refetch()} />}
      {data && <Steps key={id} subscription={data} />}
    </BesidePane>
  )
}

function Steps({ subscription }: { readonly subscription: Subscription }) {
  const words = useTakeOverWords()
  const params = useParams({ from })
  const search = useSearch({ from })
  const navigate = useNavigate()
  const { id } = subscription
  const { draft, change } = useDraft(id)
  const [shortage, setShortage] = useState<Shortage>()
  const step = steps.find((known) => known === params.step) ?? 'control'
  // Whoever came with the control taken has not got that step.
  const [hadControl] = useState(!subscription.actions.includes('takeControl'))
  const goTo = (to: Step) =>
    void navigate({ to: '/subscriptions/$id/take-over/$step', params: { id, step: to }, search })
  const blocked = useBlocked(subscription, step)
  if (blocked !== undefined) return blocked
  // Numbers of what? Whoever comes by an address chooses first.
  if (step === 'review' && !isChosen(draft))
    return (
      <Navigate
        to="/subscriptions/$id/take-over/$step"
        params={{ id, step: 'move' }}
        search={search}
        replace
      />
    )

  const shown = (
    step === 'cancel'
      ? ['control', 'choose', 'cancel', 'operation']
      : ['control', 'choose', 'move', 'review', 'operation']
  ) as readonly (Step | 'operation')[]
  const isCentral = subscription.channel === 'central'
  const left = shown.filter(
    (known) => !(known === 'control' && hadControl) && !(known === 'choose' && isCentral),
  )
  const frame = (content: StepContent) => (
    <Wizard
      {...content}
      steps={left.map((known) => ({ id: known, label: words.steps[known] }))}
      current={step}
    />
  )
  const props: StepProps = { subscription, goTo, frame }
  switch (step) {
    case 'control':
      return <ControlStep {...props} />
    case 'choose':
      return <ChooseStep {...props} />
    case 'move':
      return <MoveStep {...props} draft={draft} change={change} shortage={shortage} />
    case 'review':
      return (
        <ReviewStep
          {...props}
          draft={draft}
          onShort={(shortOf) => {
            setShortage(shortOf)
            goTo('move')
          }}
        />
      )
    case 'cancel':
      return <CancelStep {...props} draft={draft} change={change} />
  }
}

/** What stands in the way of a step, and where to go on; nothing where the API offers it. */
function useBlocked(subscription: Subscription, step: Step): ReactNode {
  const words = useTakeOverWords()
  const search = useSearch({ from })
  const { id, status, operationId, actions } = subscription
  const to = (next: Step) => (
    <Navigate to="/subscriptions/$id/take-over/$step" params={{ id, step: next }} search={search} replace />
  )
  const back = (
    <Link to="/subscriptions/$id" params={{ id }} search={search}>
      {words.toSubscription}
    </Link>
  )
  if (status === 'Deleted')
    return (
      <Note>
        {words.deleted} {back}
      </Note>
    )
  if (operationId !== undefined)
    return (
      <Note>
        {words.busy}{' '}
        <Link to="/operations/$id" params={{ id: operationId }}>
          {words.busyLink}
        </Link>
      </Note>
    )
  const may = (action: Action) => actions.includes(action)
  if (step === 'control' && !may('takeControl') && (may('moveUsers') || may('cancel'))) return to('choose')
  // Central ones are nobody's to take: what is left is to cancel. (B22)
  if (step === 'choose' && subscription.channel === 'central' && may('cancel')) return to('cancel')
  if (step !== 'control' && may('takeControl')) return to('control')
  const needed: Readonly<Record<Step, readonly Action[]>> = {
    control: ['takeControl'],
    choose: ['moveUsers', 'cancel'],
    move: ['moveUsers'],
    review: ['moveUsers'],
    cancel: ['cancel'],
  }
  if (needed[step].some(may)) return undefined
  return (
    <Note>
      {words.notOffered} {back}
    </Note>
  )
}

function Note({ children }: { readonly children: ReactNode }) {
  return (
    <MessageBar layout="multiline">
      <MessageBarBody>{children}</MessageBarBody>
    </MessageBar>
  )
}
