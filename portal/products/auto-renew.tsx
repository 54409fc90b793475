import { Button, MessageBar, MessageBarActions, MessageBarBody, Switch } from '@fluentui/react-components'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ok, type Problem } from '../api/problem.ts'
import { useLookWords } from '../look/look-words.ts'
import { ProblemPanel } from '../look/problem-panel.tsx'
import { useSession } from '../sign-in/session.tsx'
import type { Subscription } from './queries.ts'
import { useProductsWords } from './words.ts'

/** Whether another term follows: a switch for who may, and shown at once; where somebody was faster, both are asked. */
export function AutoRenew({ subscription }: { readonly subscription: Subscription }) {
  const words = useProductsWords()
  const look = useLookWords()
  const { id, autoRenew, actions, etag } = subscription
  const { api, tenantId } = useSession()
  const client = useQueryClient()
  const change = useMutation<unknown, Problem, boolean>({
    mutationFn: (wanted) =>
      ok(
        api.PATCH('/tenants/{t}/subscriptions/{id}', {
          params: { path: { t: tenantId, id }, header: { 'If-Match': etag } },
          body: { autoRenew: wanted },
        }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: ['subscription', tenantId, id] }),
  })
  if (!actions.includes('changeRenewal')) return autoRenew ? look.yes : look.no
  const shown = change.isPending ? change.variables : autoRenew
  const wasFaster = change.error?.code === 'PreconditionFailed'
  return (
    <>
      <Switch
        checked={shown}
        label={shown ? look.yes : look.no}
        aria-label={words.fields.autoRenew}
        disabled={change.isPending}
        onChange={(_event, { checked }) => change.mutate(checked)}
      />
      {wasFaster && (
        <MessageBar intent="warning" layout="multiline" role="alert">
          <MessageBarBody>{words.renewal.theirs(autoRenew)}</MessageBarBody>
          <MessageBarActions>
            <Button onClick={() => change.reset()}>{words.renewal.keep}</Button>
            <Button onClick={() => change.mutate(!autoRenew)}>{words.renewal.again}</Button>
          </MessageBarActions>
        </MessageBar>
      )}
      {change.error && !wasFaster && <ProblemPanel problem={change.error} />}
    </>
  )
}
