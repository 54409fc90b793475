import { Confirm } from '../look/confirm.tsx'
import { useFormat } from '../look/format.ts'
import { useUnassign } from './queries.ts'
import { useLicensesWords } from './words.ts'

export interface Held {
  readonly userId: string
  readonly displayName: string
}

const namesMax = 5

/** Says who loses what before it is taken. (R107) */
export function UnassignDialog({
  productId,
  product,
  people,
  onDone,
  onClose,
}: {
  readonly productId: string
  readonly product: string
  readonly people: readonly Held[]
  /** With how many had none. */
  readonly onDone: (notAssigned: number) => void
  readonly onClose: () => void
}) {
  const words = useLicensesWords()
  const format = useFormat()
  const unassign = useUnassign(productId, (notAssigned) => onDone(notAssigned.length))
  const names = people.map(({ displayName }) => displayName)
  const more = names.length - namesMax
  return (
    <Confirm
      open
      title={words.unassignTitle(product)}
      consequences={[
        more > 0
          ? words.unassignMore(names.slice(0, namesMax).join(', '), more)
          : words.unassignWho(format.list(names), names.length),
        words.unassignFree,
      ]}
      verb={words.unassignVerb}
      busy={unassign.isPending}
      tries={unassign.tries}
      problem={unassign.problem}
      onConfirm={() => unassign.run({ userIds: people.map(({ userId }) => userId) })}
      onClose={onClose}
    />
  )
}
