import {
  Button,
  Field,
  makeStyles,
  Select,
  Skeleton,
  SkeletonItem,
  Switch,
  Text,
  tokens,
} from '@fluentui/react-components'
import { useState } from 'react'
import { Fields } from '../look/fields.tsx'
import { useLookWords } from '../look/look-words.ts'
import { ProblemPanel } from '../look/problem-panel.tsx'
import { Section } from '../look/section.tsx'
import { useSession } from '../sign-in/session.tsx'
import { Conflict } from './conflict.tsx'
import { OwnMessageDialog } from './own-message-dialog.tsx'
import { policyValues } from './policy-values.ts'
import { isStale, type Tenant, type TenantChange, useChangeTenant, useTenant } from './queries.ts'
import type { en } from './words.en.ts'
import { usePoliciesWords } from './words.ts'

const useStyles = makeStyles({
  fields: { display: 'grid', gap: tokens.spacingVerticalL, maxWidth: '640px' },
  message: { whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', margin: `${tokens.spacingVerticalXS} 0` },
})

/** What is decided for everybody: Global Administrators change it, others read it. (R014, B06, B10) */
export function OrganizationPolicies() {
  const words = usePoliciesWords()
  const look = useLookWords()
  const { may } = useSession()
  const held = useTenant()
  const change = useChangeTenant()
  const [isEditing, setEditing] = useState(false)
  const tenant = held.data?.tenant
  const wanted = change.variables
  const wasStale = isStale(change.error)
  const stop = () => {
    setEditing(false)
    change.reset()
  }
  return (
    <Section title={words.organization}>
      {held.error && <ProblemPanel problem={held.error} onTryAgain={() => void held.refetch()} />}
      {change.error && !wasStale && !isEditing && <ProblemPanel problem={change.error} />}
      {held.isPending && (
        <Skeleton aria-label={look.loading}>
          <SkeletonItem />
        </Skeleton>
      )}
      {tenant &&
        (may.changeOrganization ? (
          <Settings tenant={tenant} onChange={change.mutate} onEdit={() => setEditing(true)} />
        ) : (
          <Fields
            fields={[
              [words.newProducts, words.values[tenant.defaultForNewProducts]],
              [words.freeSignUps, tenant.allowAdHocSubscriptions ? words.on : words.off],
              [words.ownRequests, <OwnMessage key="message" tenant={tenant} />],
            ]}
          />
        ))}
      {tenant && isEditing && !wasStale && (
        <OwnMessageDialog
          message={tenant.ownRequestMessage ?? ''}
          busy={change.isPending}
          problem={change.error ?? undefined}
          onSave={(ownRequestMessage) => change.mutate({ ownRequestMessage }, { onSuccess: stop })}
          onClose={stop}
        />
      )}
      {tenant && wanted && wasStale && (
        <Conflict
          thing={words.organization}
          theirs={valueIn(wanted, tenant, words)}
          yours={valueIn(wanted, { ...tenant, ...wanted }, words)}
          onKeep={stop}
          onAgain={() => change.mutate(wanted, { onSuccess: stop })}
        />
      )}
    </Section>
  )
}

function Settings({
  tenant,
  onChange,
  onEdit,
}: {
  readonly tenant: Tenant
  readonly onChange: (change: TenantChange) => void
  readonly onEdit: () => void
}) {
  const words = usePoliciesWords()
  const styles = useStyles()
  return (
    <div className={styles.fields}>
      <Field label={words.newProducts} hint={words.newProductsHint}>
        <Select
          value={tenant.defaultForNewProducts}
          onChange={(_event, { value }) => {
            const defaultForNewProducts = policyValues.find((known) => known === value)
            if (defaultForNewProducts) onChange({ defaultForNewProducts })
          }}
        >
          {policyValues.map((value) => (
            <option key={value} value={value}>
              {words.values[value]}
            </option>
          ))}
        </Select>
      </Field>
      <Field hint={words.freeSignUpsHint}>
        <Switch
          label={words.freeSignUps}
          checked={tenant.allowAdHocSubscriptions}
          onChange={(_event, { checked }) => onChange({ allowAdHocSubscriptions: checked })}
        />
      </Field>
      <div>
        <Text weight="semibold" block>
          {words.ownRequests}
        </Text>
        <OwnMessage tenant={tenant} />
        <Button onClick={onEdit} aria-label={`${words.edit}: ${words.ownRequests}`}>
          {words.edit}
        </Button>
      </div>
    </div>
  )
}

function OwnMessage({ tenant: { ownRequestMessage } }: { readonly tenant: Tenant }) {
  const words = usePoliciesWords()
  const styles = useStyles()
  if (ownRequestMessage === undefined) return <Text block>{words.ownRequestsHere}</Text>
  return (
    <>
      <Text block>{words.ownRequestsElsewhere}</Text>
      <blockquote className={styles.message}>{ownRequestMessage}</blockquote>
    </>
  )
}

type Decided = Pick<Tenant, 'defaultForNewProducts' | 'allowAdHocSubscriptions'> & {
  readonly ownRequestMessage?: string | null
}

/** What the organisation has where the change would put something else. */
function valueIn(change: TenantChange, decided: Decided, words: typeof en): string {
  if (change.defaultForNewProducts !== undefined)
    return `${words.newProducts}: ${words.values[decided.defaultForNewProducts]}`
  if (change.allowAdHocSubscriptions !== undefined)
    return `${words.freeSignUps}: ${decided.allowAdHocSubscriptions ? words.on : words.off}`
  return decided.ownRequestMessage ?? words.ownRequestsHere
}
