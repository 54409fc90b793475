import { Text } from '@fluentui/react-components'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useWrite } from '../api/write.ts'
import { Confirm } from '../look/confirm.tsx'
import { useFormat } from '../look/format.ts'
import { PeoplePicker, type Picked } from '../look/people-picker.tsx'
import { useSession } from '../sign-in/session.tsx'
import type { DialogProps } from './dialogs.tsx'
import { useProductsWords } from './words.ts'

/** Gives free licences to people, twenty at once at most, all of them or none. (R059, R103, R104) */
export function AssignLicenses({ subscription, onClose, onDone }: DialogProps) {
  const words = useProductsWords()
  const format = useFormat()
  const { users } = words
  const { api, tenantId } = useSession()
  const client = useQueryClient()
  const { id, availableLicenses } = subscription
  const [picked, setPicked] = useState<readonly Picked[]>([])
  const assign = useWrite<readonly string[], { assigned: { displayName: string }[] }>({
    action: `assign:${id}`,
    send: (userIds, repeat) =>
      api.POST('/tenants/{t}/subscriptions/{id}/assignments', {
        params: { path: { t: tenantId, id } },
        body: { userIds: [...userIds] },
        headers: { ...repeat },
      }),
    onDone: async ({ data }) => {
      onDone(users.assigned(format.list(data.assigned.map(({ displayName }) => displayName))))
      await client.invalidateQueries()
    },
  })
  return (
    <Confirm
      open
      title={words.licenses.title(subscription.product.displayName)}
      consequences={[]}
      verb={users.assignVerb(picked.length)}
      disabled={picked.length === 0}
      busy={assign.isPending}
      tries={assign.tries}
      problem={assign.problem}
      onConfirm={() => assign.run(picked.map((person) => person.id))}
      onClose={onClose}
    >
      <Text block>{users.left(availableLicenses, format.number(availableLicenses))}</Text>
      <PeoplePicker
        api={api}
        tenantId={tenantId}
        label={users.assignTo}
        picked={picked}
        onChange={setPicked}
      />
    </Confirm>
  )
}
