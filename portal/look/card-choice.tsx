import { Button, makeStyles, Radio, RadioGroup, Spinner, tokens } from '@fluentui/react-components'
import { AddRegular } from '@fluentui/react-icons'
import { useEffect, useState } from 'react'
import type { Api } from '../api/client.ts'
import { cardText } from './card-text.ts'
import { isCardOver, useCards } from './cards.ts'
import { WithProblem } from './data-table/with-problem.tsx'
import { useFormat } from './format.ts'
import { useLookWords } from './look-words.ts'
import { NewCard } from './new-card.tsx'

const useStyles = makeStyles({
  choice: {
    display: 'grid',
    gap: tokens.spacingVerticalS,
    border: 'none',
    margin: 0,
    padding: 0,
    minWidth: 0,
  },
  legend: { padding: 0, fontWeight: tokens.fontWeightSemibold, marginBottom: tokens.spacingVerticalXS },
  add: { justifySelf: 'start' },
})

/** Which card is to pay: one that is known, or a new one. */
export function CardChoice({
  api,
  tenantId,
  chosen,
  disabled = false,
  onChange,
}: {
  readonly api: Api
  readonly tenantId: string
  readonly chosen: string | undefined
  readonly disabled?: boolean
  readonly onChange: (id: string | undefined) => void
}) {
  const styles = useStyles()
  const words = useLookWords()
  const format = useFormat()
  const cards = useCards(api, tenantId)
  const [isAdding, setIsAdding] = useState(false)
  const usable = cards.rows.filter((card) => !isCardOver(card))
  const first = usable[0]?.id
  // One card that works is the one that is meant.
  useEffect(() => {
    if (chosen === undefined && first !== undefined && !isAdding) onChange(first)
  }, [chosen, first, isAdding, onChange])
  if (cards.isLoading) return <Spinner size="tiny" label={words.loading} labelPosition="after" />
  const adds = (isAdding || cards.rows.length === 0) && !disabled
  return (
    <WithProblem list={cards}>
      <fieldset className={styles.choice}>
        <legend className={styles.legend}>{words.card}</legend>
        {cards.rows.length > 0 && (
          <RadioGroup
            value={adds ? '' : (chosen ?? '')}
            disabled={disabled}
            aria-label={words.card}
            onChange={(_event, data) => {
              setIsAdding(false)
              onChange(data.value)
            }}
          >
            {cards.rows.map((card) => (
              <Radio
                key={card.id}
                value={card.id}
                disabled={isCardOver(card)}
                label={
                  isCardOver(card)
                    ? words.cardIsOver(cardText(card), format.month(card.expiry))
                    : words.cardUntil(cardText(card), format.month(card.expiry))
                }
              />
            ))}
          </RadioGroup>
        )}
        {adds ? (
          <NewCard
            api={api}
            tenantId={tenantId}
            onSaved={({ id }) => {
              setIsAdding(false)
              onChange(id)
            }}
          />
        ) : (
          <Button
            className={styles.add}
            appearance="subtle"
            icon={<AddRegular />}
            disabled={disabled}
            onClick={() => {
              setIsAdding(true)
              onChange(undefined)
            }}
          >
            {words.otherCard}
          </Button>
        )}
      </fieldset>
    </WithProblem>
  )
}
