import { CompoundButton, makeStyles, tokens } from '@fluentui/react-components'
import { DeleteRegular, MailRegular, PeopleSwapRegular } from '@fluentui/react-icons'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import type { Subscription } from '../api/subscriptions.ts'
import { useFormat } from '../look/format.ts'
import type { StepProps } from './take-over-page.tsx'
import { useTakeOverWords } from './words.ts'

const useStyles = makeStyles({
  choices: { display: 'grid', gap: tokens.spacingVerticalM },
  choice: { width: '100%', maxWidth: '100%', justifyContent: 'flex-start', textAlign: 'left' },
})

interface Choice {
  readonly action: Subscription['actions'][number]
  readonly label: string
  readonly why: string
  readonly icon: ReactElement
  readonly onClick: () => void
}

/** Move the users, cancel, or leave it to the purchaser. (R061, R069, R070, R077, R087) */
export function ChooseStep({ subscription, goTo, frame }: StepProps) {
  const styles = useStyles()
  const words = useTakeOverWords()
  const format = useFormat()
  const navigate = useNavigate()
  const search = useSearch({ from: '/products-layout/subscriptions/$id/take-over/$step' })
  const { id, actions, assignedLicenses, purchaser } = subscription
  const { choose } = words
  const choices: readonly Choice[] = [
    {
      action: 'moveUsers',
      label: choose.moveUsers,
      why: choose.moveWhy(assignedLicenses, format.number(assignedLicenses)),
      icon: <PeopleSwapRegular />,
      onClick: () => goTo('move'),
    },
    {
      action: 'cancel',
      label: choose.cancel,
      why: choose.cancelWhy,
      icon: <DeleteRegular />,
      onClick: () => goTo('cancel'),
    },
    {
      action: 'requestCancellation',
      label: choose.ask,
      why: choose.askWhy(purchaser.displayName),
      icon: <MailRegular />,
      onClick: () =>
        void navigate({ to: '/subscriptions/$id', params: { id }, search: { ...search, do: 'request' } }),
    },
  ]
  return frame({
    heading: choose.heading,
    children: (
      <div className={styles.choices}>
        {choices
          .filter(({ action }) => actions.includes(action))
          .map(({ action, label, why, icon, onClick }) => (
            <CompoundButton
              key={action}
              className={styles.choice}
              icon={icon}
              secondaryContent={why}
              onClick={onClick}
            >
              {label}
            </CompoundButton>
          ))}
      </div>
    ),
  })
}
