import { Checkbox } from '@fluentui/react-components'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Schemas } from '../api/client.ts'
import { ok, type Problem } from '../api/problem.ts'
import { Confirm } from '../look/confirm.tsx'
import { useSession } from '../sign-in/session.tsx'
import type { DialogProps } from './dialogs.tsx'
import { useProductsWords } from './words.ts'

/** Of what somebody signed up for: the box has to be ticked first, since data and mail go with it. (R017 to R021) */
export function DeleteSignUp({ subscription, onClose, onDone }: DialogProps) {
  const words = useProductsWords()
  const { api, tenantId } = useSession()
  const client = useQueryClient()
  const { id, product, etag } = subscription
  const [isUnderstood, setIsUnderstood] = useState(false)
  // The API does it once however often it is asked, so no repeat id is needed.
  const remove = useMutation<Schemas['SignUpDeletion'], Problem>({
    mutationFn: () =>
      ok(
        api.DELETE('/tenants/{t}/subscriptions/{id}', {
          params: { path: { t: tenantId, id }, header: { 'If-Match': etag } },
          body: { confirm: true },
        }),
      ),
    onSuccess: async ({ warning }) => {
      onDone(warning)
      await client.invalidateQueries()
    },
  })
  return (
    <Confirm
      open
      title={words.delete.title(product.displayName)}
      consequences={[words.delete.warning, words.delete.final]}
      verb={words.delete.verb}
      keep={words.delete.keep}
      disabled={!isUnderstood}
      busy={remove.isPending}
      problem={remove.error ?? undefined}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      <Checkbox
        checked={isUnderstood}
        label={words.delete.tick}
        onChange={(_event, { checked }) => setIsUnderstood(checked === true)}
      />
    </Confirm>
  )
}
