import { Field, Textarea } from '@fluentui/react-components'
import { useState } from 'react'
import { useWrite } from '../api/write.ts'
import { Confirm } from '../look/confirm.tsx'
import { useSession } from '../sign-in/session.tsx'
import type { DialogProps } from './dialogs.tsx'
import { useProductsWords } from './words.ts'

const descriptionMax = 4_000

/** Customer support cancels it, since an administrator asks in a case. (R167) */
export function AskSupport({ subscription, onClose, onDone }: DialogProps) {
  const words = useProductsWords()
  const { support } = words
  const { api, tenantId } = useSession()
  const { id, product } = subscription
  const [description, setDescription] = useState('')
  const ask = useWrite<string, unknown>({
    action: `ask-support:${id}`,
    send: (text, repeat) =>
      api.POST('/tenants/{t}/supportCases', {
        params: { path: { t: tenantId } },
        body: {
          subscriptionId: id,
          kind: 'cancelSubscription',
          subject: support.subject(product.displayName),
          description: text,
        },
        headers: { ...repeat },
      }),
    onDone: () => onDone(support.done),
  })
  const text = description.trim()
  return (
    <Confirm
      open
      title={support.title(product.displayName)}
      consequences={[support.about, support.readable]}
      verb={support.verb}
      disabled={text === ''}
      busy={ask.isPending}
      tries={ask.tries}
      problem={ask.problem}
      onConfirm={() => ask.run(text)}
      onClose={onClose}
    >
      <Field label={support.why} required>
        <Textarea
          value={description}
          rows={4}
          maxLength={descriptionMax}
          onChange={(_event, { value }) => setDescription(value)}
        />
      </Field>
    </Confirm>
  )
}
