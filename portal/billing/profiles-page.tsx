import { Button, Card, makeStyles, Spinner, Subtitle2, Text, tokens } from '@fluentui/react-components'
import { lazy, Suspense, useState } from 'react'
import { ok } from '../api/problem.ts'
import { cardText } from '../look/card-text.ts'
import { Fields } from '../look/fields.tsx'
import { useFormat } from '../look/format.ts'
import { useLookWords } from '../look/look-words.ts'
import { ProblemPanel } from '../look/problem-panel.tsx'
import { useSession } from '../sign-in/session.tsx'
import { BillingPage } from './billing-page.tsx'
import { type Profile, useProfiles } from './queries.ts'
import { useBillingWords } from './words.ts'

const EditProfileDialog = lazy(async () => ({
  default: (await import('./edit-profile-dialog.tsx')).EditProfileDialog,
}))
const EditCardDialog = lazy(async () => ({
  default: (await import('./edit-card-dialog.tsx')).EditCardDialog,
}))
const ReplaceCardDialog = lazy(async () => ({
  default: (await import('./replace-card-dialog.tsx')).ReplaceCardDialog,
}))

const useStyles = makeStyles({
  buttons: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
  card: { display: 'inline-flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS, alignItems: 'center' },
})

/** To whom invoices go, and which card is charged. (R112 to R114) */
export function ProfilesPage() {
  const words = useBillingWords()
  const look = useLookWords()
  const { rows, isLoading, problem, tryAgain } = useProfiles()
  return (
    <BillingPage tab="profiles">
      {problem !== undefined && <ProblemPanel problem={problem} onTryAgain={tryAgain} />}
      {isLoading && <Spinner label={look.loading} />}
      {!isLoading && problem === undefined && rows.length === 0 && <Text>{words.profiles.empty}</Text>}
      {rows.map((profile) => (
        <ProfileCard key={profile.id} profile={profile} />
      ))}
    </BillingPage>
  )
}

type Open = 'profile' | 'card' | 'replace'

function ProfileCard({ profile }: { readonly profile: Profile }) {
  const styles = useStyles()
  const words = useBillingWords()
  const look = useLookWords()
  const format = useFormat()
  const { api, tenantId } = useSession()
  const [open, setOpen] = useState<Open>()
  const { paymentMethod: card, address, etag = '' } = profile
  const onClose = () => setOpen(undefined)
  const params = { path: { t: tenantId, id: profile.id }, header: { 'If-Match': etag } }
  const ofOrganisation = profile.owner === 'organisation'
  return (
    <Card>
      <Subtitle2 as="h2">{ofOrganisation ? words.profiles.organisation : words.profiles.self}</Subtitle2>
      <Fields
        fields={[
          [words.profiles.name, profile.name],
          [words.profiles.organisationName, profile.organisation],
          [words.profiles.address, Object.values(address ?? {}).join(', ') || words.profiles.none],
          [words.profiles.taxId, profile.taxId ?? words.profiles.none],
          ...(ofOrganisation
            ? []
            : ([
                [
                  words.profiles.card,
                  <span key="card" className={styles.card}>
                    {card ? look.cardUntil(cardText(card), format.month(card.expiry)) : words.profiles.noCard}
                    {card && (
                      <Button size="small" onClick={() => setOpen('card')}>
                        {words.profiles.editCard}
                      </Button>
                    )}
                    <Button size="small" onClick={() => setOpen('replace')}>
                      {words.profiles.replaceCard}
                    </Button>
                  </span>,
                ],
              ] as const)),
        ]}
      />
      <div className={styles.buttons}>
        <Button onClick={() => setOpen('profile')}>{words.profiles.edit}</Button>
      </div>
      <Suspense>
        {open === 'profile' && <EditProfileDialog profile={profile} onClose={onClose} />}
        {open === 'card' && card && (
          <EditCardDialog
            card={card}
            save={(change) =>
              ok(api.PATCH('/tenants/{t}/billingProfiles/{id}/paymentMethod', { params, body: change }))
            }
            onClose={onClose}
          />
        )}
        {open === 'replace' && <ReplaceCardDialog profile={profile} onClose={onClose} />}
      </Suspense>
    </Card>
  )
}
