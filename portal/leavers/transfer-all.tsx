import { makeStyles, tokens } from '@fluentui/react-components'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { Schemas } from '../api/client.ts'
import { useWrite } from '../api/write.ts'
import { Choice } from '../look/choice.tsx'
import { Confirm } from '../look/confirm.tsx'
import { useFormat } from '../look/format.ts'
import { PeoplePicker, type Picked } from '../look/people-picker.tsx'
import { useSession } from '../sign-in/session.tsx'
import type { Leaver } from './leaver.ts'
import { useLeaversWords } from './words.ts'

const namedMax = 5

const useStyles = makeStyles({ fields: { display: 'grid', gap: tokens.spacingVerticalM } })

/** Everything that somebody who has left bought becomes another person's, in one operation. (R165) */
export function TransferAll({
  leavers,
  leaverId,
  onClose,
}: {
  readonly leavers: readonly Leaver[]
  /** Whose row it was opened from. */
  readonly leaverId: string | undefined
  readonly onClose: () => void
}) {
  const styles = useStyles()
  const { transferAll } = useLeaversWords()
  const format = useFormat()
  const { api, tenantId } = useSession()
  const [chosenId, setChosenId] = useState(leaverId ?? leavers[0]?.id)
  const [picked, setPicked] = useState<readonly Picked[]>([])
  const [owner] = picked
  const leaver = leavers.find(({ id }) => id === chosenId)
  const transfer = useTransferAll(chosenId)
  if (!leaver) return null
  const { id, displayName, products } = leaver
  const count = products.length
  const named = products.slice(0, namedMax)
  const names = count > namedMax ? [...named, transferAll.others(format.number(count - namedMax))] : named
  return (
    <Confirm
      open
      title={transferAll.title(displayName)}
      consequences={[
        transferAll.what(count, format.list(names)),
        transferAll.pays,
        transferAll.stays,
        transferAll.each,
      ]}
      verb={transferAll.verb(count, format.number(count))}
      disabled={!owner}
      busy={transfer.isPending}
      tries={transfer.tries}
      problem={transfer.problem}
      onConfirm={() => owner && transfer.run(owner)}
      onClose={onClose}
    >
      <div className={styles.fields}>
        {leaverId === undefined && leavers.length > 1 && (
          <Choice
            label={transferAll.of}
            value={chosenId}
            options={leavers.map((one) => [
              one.id,
              transferAll.ofLeaver(one.displayName, one.products.length, format.number(one.products.length)),
            ])}
            onChange={(wanted) => {
              transfer.reset()
              setChosenId(wanted)
              setPicked([])
            }}
          />
        )}
        <PeoplePicker
          api={api}
          tenantId={tenantId}
          label={transferAll.to}
          picked={picked}
          onChange={(people) => {
            transfer.reset()
            setPicked(people)
          }}
          max={1}
          isLeftOut={(userId) => userId === id}
        />
      </div>
    </Confirm>
  )
}

function useTransferAll(fromId = '') {
  const { api, tenantId } = useSession()
  const client = useQueryClient()
  const navigate = useNavigate()
  return useWrite<Picked, Schemas['Operation']>({
    action: `transfer-all:${fromId}`,
    send: (to, repeat) =>
      api.POST('/tenants/{t}/users/{userId}/transferOwnership', {
        params: { path: { t: tenantId, userId: fromId } },
        body: { userId: to.id, confirm: true },
        headers: { ...repeat },
      }),
    onDone: async ({ data }) => {
      await navigate({ to: '/operations/$id', params: { id: data.id } })
      // What nobody looks at now is read when somebody does: it may be done by then.
      void client.invalidateQueries()
    },
  })
}
