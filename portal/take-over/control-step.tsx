import { Button, Text } from '@fluentui/react-components'
import { useQueryClient } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { useWrite } from '../api/write.ts'
import { useLookWords } from '../look/look-words.ts'
import { ProblemPanel } from '../look/problem-panel.tsx'
import { useSession } from '../sign-in/session.tsx'
import type { StepProps } from './take-over-page.tsx'
import { useTakeOverWords } from './words.ts'

/** From here on administrators decide who has its licences. (R068, R076) */
export function ControlStep({ subscription, goTo, frame }: StepProps) {
  const words = useTakeOverWords()
  const look = useLookWords()
  const { api, tenantId } = useSession()
  const client = useQueryClient()
  const search = useSearch({ from: '/products-layout/subscriptions/$id/take-over/$step' })
  const { id, purchaser } = subscription
  const take = useWrite<undefined, unknown>({
    action: `take-control:${id}`,
    send: (_body, repeat) =>
      api.POST('/tenants/{t}/subscriptions/{id}/takeControl', {
        params: { path: { t: tenantId, id } },
        headers: { ...repeat },
      }),
    onDone: async () => {
      await client.invalidateQueries({ queryKey: ['subscription', tenantId, id] })
      void client.invalidateQueries()
      goTo('choose')
    },
  })
  return frame({
    heading: words.control.heading,
    next: (
      <Button
        appearance="primary"
        disabledFocusable={take.isPending}
        onClick={() => !take.isPending && take.run(undefined)}
      >
        {words.control.verb}
      </Button>
    ),
    children: (
      <>
        <Text>{words.control.why(purchaser.displayName)}</Text>
        <ul>
          {words.control.consequences(purchaser.displayName).map((consequence) => (
            <li key={consequence}>{consequence}</li>
          ))}
          <li>{words.control.final}</li>
        </ul>
        {subscription.actions.includes('requestCancellation') && (
          <Link to="/subscriptions/$id" params={{ id }} search={{ ...search, do: 'request' }}>
            {words.control.instead}
          </Link>
        )}
        {take.tries > 0 && <Text role="status">{look.tryingAgain(take.tries)}</Text>}
        {take.problem && <ProblemPanel problem={take.problem} />}
      </>
    ),
  })
}
