import { Field, Input, makeStyles, Spinner, Text, tokens } from '@fluentui/react-components'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Api } from '../api/client.ts'
import { portalConfig } from '../api/config.ts'
import { useWrite } from '../api/write.ts'
import { CardFields } from './card-fields.tsx'
import { type Card, cardsKey } from './cards.ts'
import { useLanguage } from './language.tsx'
import { useLookWords } from './look-words.ts'
import { ProblemPanel } from './problem-panel.tsx'

const useStyles = makeStyles({
  form: { display: 'grid', gap: tokens.spacingVerticalM, maxWidth: '480px' },
  hint: { color: tokens.colorNeutralForeground2 },
})

/**
 * A card of one's own: its number is typed in the gateway's frame, and what comes here is what stands for it. (R115,
 * R117)
 */
export function NewCard({
  api,
  tenantId,
  onSaved,
}: {
  readonly api: Api
  readonly tenantId: string
  readonly onSaved: (card: Card) => void
}) {
  const styles = useStyles()
  const words = useLookWords()
  const { language } = useLanguage()
  const client = useQueryClient()
  const [name, setName] = useState('')
  const nameOnCard = name.trim()
  const save = useWrite({
    action: 'add-card',
    send: (token: string, repeat) =>
      api.POST('/tenants/{t}/paymentMethods', {
        params: { path: { t: tenantId } },
        headers: { ...repeat },
        body: { type: 'card', token, ...(nameOnCard === '' ? {} : { nameOnCard }) },
      }),
    onDone: async ({ data }) => {
      await client.invalidateQueries({ queryKey: cardsKey(tenantId) })
      onSaved(data)
    },
  })
  return (
    <div className={styles.form}>
      <Field label={words.nameOnCard} hint={words.optional}>
        <Input
          value={name}
          maxLength={200}
          autoComplete="cc-name"
          onChange={(_event, data) => setName(data.value)}
        />
      </Field>
      <CardFields
        url={portalConfig().cardFieldsUrl}
        language={language}
        onToken={({ token }) => !save.isPending && save.run(token)}
      />
      <Text size={200} className={styles.hint}>
        {words.cardGoesToGateway}
      </Text>
      {save.isPending && <Spinner size="tiny" label={words.savingCard} labelPosition="after" />}
      {save.problem && <ProblemPanel problem={save.problem} />}
    </div>
  )
}
