import { Button, Field, Select } from '@fluentui/react-components'
import { PersonArrowRightRegular } from '@fluentui/react-icons'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useWrite } from '../api/write.ts'
import { Confirm } from '../look/confirm.tsx'
import { useFormat } from '../look/format.ts'
import { peopleMax } from '../look/people-picker.tsx'
import { useSession } from '../sign-in/session.tsx'
import { type Assignment, type Subscription, useSubscriptions } from './queries.ts'
import { useProductsWords } from './words.ts'

interface Wanted {
  readonly from: string
  readonly userIds: readonly string[]
}

/** Who had a licence of what is gone gets one of another subscription, such as a central one. (R168) */
export function GiveOthers({
  subscription,
  chosen,
  onDone,
}: {
  readonly subscription: Subscription
  readonly chosen: readonly Assignment[]
  readonly onDone: (what: string) => void
}) {
  const words = useProductsWords()
  const { users } = words
  const [asks, setAsks] = useState(false)
  const isTooMany = chosen.length > peopleMax
  return (
    <>
      <Button
        icon={<PersonArrowRightRegular />}
        disabledFocusable={isTooMany}
        onClick={() => !isTooMany && setAsks(true)}
      >
        {users.giveOthers(chosen.length)}
      </Button>
      {isTooMany && <span role="status">{users.unassignMax(peopleMax)}</span>}
      {asks && (
        <GiveDialog
          subscription={subscription}
          chosen={chosen}
          onDone={onDone}
          onClose={() => setAsks(false)}
        />
      )}
    </>
  )
}

function GiveDialog({
  subscription,
  chosen,
  onDone,
  onClose,
}: Parameters<typeof GiveOthers>[0] & { readonly onClose: () => void }) {
  const words = useProductsWords()
  const format = useFormat()
  const { users } = words
  const { api, tenantId } = useSession()
  const client = useQueryClient()
  const all = useSubscriptions({})
  const [from, setFrom] = useState('')
  const sources = all.rows.filter(
    ({ id, actions, availableLicenses }) =>
      id !== subscription.id && actions.includes('assign') && availableLicenses > 0,
  )
  const source = sources.find(({ id }) => id === from)
  const give = useWrite<Wanted, unknown>({
    action: 'give-others',
    send: (wanted, repeat) =>
      api.POST('/tenants/{t}/subscriptions/{id}/assignments', {
        params: { path: { t: tenantId, id: wanted.from } },
        body: { userIds: [...wanted.userIds] },
        headers: { ...repeat },
      }),
    onDone: async () => {
      onClose()
      onDone(users.given(chosen.length, source?.product.displayName ?? ''))
      await client.invalidateQueries()
    },
  })
  return (
    <Confirm
      open
      title={users.giveOthers(chosen.length)}
      consequences={[format.list(chosen.map(({ displayName }) => displayName))]}
      verb={users.giveOthers(chosen.length)}
      disabled={!source}
      busy={give.isPending}
      tries={give.tries}
      problem={give.problem ?? all.problem}
      onConfirm={() => source && give.run({ from: source.id, userIds: chosen.map(({ userId }) => userId) })}
      onClose={onClose}
    >
      <Field
        label={users.giveFrom}
        style={{ gridTemplateColumns: 'minmax(0, 1fr)' }}
        {...(sources.length === 0 && !all.isLoading ? { validationMessage: users.noneToGive } : {})}
      >
        <Select value={from} onChange={(_event, { value }) => setFrom(value)}>
          <option value="">{users.chooseFrom}</option>
          {sources.map(({ id, product, purchaser, availableLicenses }) => (
            <option key={id} value={id}>
              {users.from(product.displayName, purchaser.displayName, format.number(availableLicenses))}
            </option>
          ))}
        </Select>
      </Field>
    </Confirm>
  )
}
