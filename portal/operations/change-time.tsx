import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Operation } from '../api/operations.ts'
import { Problem } from '../api/problem.ts'
import { useSubscription } from '../api/subscriptions.ts'
import { useWrite } from '../api/write.ts'
import { Confirm } from '../look/confirm.tsx'
import { isToCome, localOf, startAtOf, type When } from '../look/when.ts'
import { WhenField } from '../look/when-field.tsx'
import { useSession } from '../sign-in/session.tsx'
import { subjectName } from './subject.ts'
import { useOperationsWords } from './words.ts'

/** Another time for what has not begun. (B11) */
export function ChangeTime({
  operation,
  etag,
  onClose,
}: {
  readonly operation: Operation
  readonly etag: string
  readonly onClose: () => void
}) {
  const words = useOperationsWords()
  const { api, tenantId } = useSession()
  const client = useQueryClient()
  const { id, startAt = '', kind, subscription } = operation
  const { data } = useSubscription(api, tenantId, subscription.id)
  const [when, setWhen] = useState<When>({ kind: 'moment', local: localOf(new Date(startAt)) })
  const [isAsked, setIsAsked] = useState(false)
  const write = useWrite<string, Operation>({
    action: `plan:${id}`,
    send: (wanted) =>
      api.PATCH('/tenants/{t}/operations/{id}', {
        params: { path: { t: tenantId, id }, header: { 'If-Match': etag } },
        body: { startAt: wanted },
      }),
    onDone: () => {
      onClose()
      return client.invalidateQueries()
    },
  })
  const save = () => {
    setIsAsked(true)
    const wanted = startAtOf(when)
    if (wanted !== undefined && isToCome(when, Date.now())) write.run(wanted)
  }
  return (
    <Confirm
      open
      title={words.planned.changeTitle(subjectName(words, operation))}
      consequences={[]}
      verb={words.planned.changeVerb}
      busy={write.isPending}
      tries={write.tries}
      problem={write.problem}
      onConfirm={save}
      onClose={() => {
        onClose()
        // It may have begun meanwhile, or somebody else has given it another time.
        if (write.problem instanceof Problem) void client.invalidateQueries()
      }}
    >
      <WhenField
        value={when}
        onChange={setWhen}
        // Of several which ends first is known to the API alone.
        endOfTerm={kind === 'consolidate' || data?.expirationDate}
        several={kind === 'consolidate'}
        later
        isAsked={isAsked}
      />
    </Confirm>
  )
}
