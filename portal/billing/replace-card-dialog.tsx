import { Text } from '@fluentui/react-components'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ok } from '../api/problem.ts'
import { CardChoice } from '../look/card-choice.tsx'
import { useSession } from '../sign-in/session.tsx'
import { FormDialog } from './form-dialog.tsx'
import type { Profile } from './queries.ts'
import { useBillingWords } from './words.ts'

/** The next charge uses another card. (R114) */
export function ReplaceCardDialog({
  profile,
  onClose,
}: {
  readonly profile: Profile
  readonly onClose: () => void
}) {
  const words = useBillingWords()
  const { api, tenantId } = useSession()
  const client = useQueryClient()
  const [cardId, setCardId] = useState(profile.paymentMethod?.id)
  const replacing = useMutation({
    mutationFn: (paymentMethodId: string) =>
      ok(
        api.PUT('/tenants/{t}/billingProfiles/{id}/paymentMethod', {
          params: { path: { t: tenantId, id: profile.id }, header: { 'If-Match': profile.etag ?? '' } },
          body: { paymentMethodId },
        }),
      ),
    onSuccess: async () => {
      await client.invalidateQueries()
      onClose()
    },
  })
  const ready = cardId !== undefined && cardId !== profile.paymentMethod?.id
  return (
    <FormDialog
      title={words.profiles.replaceTitle}
      verb={words.profiles.replaceVerb}
      ready={ready}
      busy={replacing.isPending}
      problem={replacing.error ?? undefined}
      onSave={() => cardId !== undefined && replacing.mutate(cardId)}
      onClose={onClose}
    >
      <Text>{words.profiles.replaceWhy}</Text>
      <CardChoice api={api} tenantId={tenantId} chosen={cardId} onChange={setCardId} />
    </FormDialog>
  )
}
