import { Button } from '@fluentui/react-components'
import { PeopleRegular } from '@fluentui/react-icons'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Schemas } from '../api/client.ts'
import { useWrite } from '../api/write.ts'
import { ExportNote } from '../look/export-note.tsx'
import { ProblemPanel } from '../look/problem-panel.tsx'
import { useSession } from '../sign-in/session.tsx'
import type { Subscription } from './queries.ts'
import { useProductsWords } from './words.ts'

/** As many as the API takes at once. */
const exportMax = 100

/** Who has licences of the chosen subscriptions, as a file that the API makes. (R051, R065) */
export function ExportUsers({ chosen }: { readonly chosen: readonly Subscription[] }) {
  const words = useProductsWords()
  const { api, tenantId } = useSession()
  const client = useQueryClient()
  const [operationId, setOperationId] = useState<string>()
  const start = useWrite<readonly string[], Schemas['Operation']>({
    action: 'export-users',
    send: (subscriptionIds, repeat) =>
      api.POST('/tenants/{t}/licenses/export', {
        params: { path: { t: tenantId } },
        body: { subscriptionIds: [...subscriptionIds] },
        headers: { ...repeat },
      }),
    onDone: ({ data }) => {
      setOperationId(data.id)
      void client.invalidateQueries({ queryKey: ['bell'] })
    },
  })
  const isTooMany = chosen.length > exportMax
  const may = chosen.length > 0 && !isTooMany && !start.isPending
  return (
    <>
      <Button
        icon={<PeopleRegular />}
        disabledFocusable={!may}
        onClick={() => may && start.run(chosen.map(({ id }) => id))}
      >
        {chosen.length === 0 ? words.exportUsers : words.exportOf(chosen.length)}
      </Button>
      {isTooMany && <span role="status">{words.exportMax(exportMax)}</span>}
      {start.problem && <ProblemPanel problem={start.problem} />}
      {operationId !== undefined && (
        <ExportNote
          api={api}
          tenantId={tenantId}
          operationId={operationId}
          onDismiss={() => setOperationId(undefined)}
        />
      )}
    </>
  )
}
