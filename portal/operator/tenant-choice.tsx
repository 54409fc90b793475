import { Choice } from '../look/choice.tsx'
import { useTenantNames } from './queries.ts'
import { useOperatorWords } from './words.ts'

/** Of one organisation only, or of all. */
export function TenantChoice({
  tenantId,
  onChange,
}: {
  readonly tenantId: string | undefined
  readonly onChange: (tenantId: string | undefined) => void
}) {
  const words = useOperatorWords()
  const { names } = useTenantNames()
  const options = [...names].toSorted(([, one], [, other]) => one.localeCompare(other))
  // The address may name one that is not known here.
  if (tenantId !== undefined && !names.has(tenantId)) options.push([tenantId, tenantId])
  return (
    <Choice
      label={words.organization}
      value={tenantId}
      all={words.anyOrganization}
      options={options}
      onChange={onChange}
    />
  )
}
