import { Checkbox, Field, Input, Textarea } from '@fluentui/react-components'
import { useState } from 'react'
import { useWrite } from '../api/write.ts'
import { Confirm } from '../look/confirm.tsx'
import { useRoleWords } from '../look/role-words.ts'
import { wrongWith } from '../look/wrong-with.ts'
import { useSession } from '../sign-in/session.tsx'
import type { Delegation } from './partners.tsx'
import { useRefresh } from './queries.ts'
import { useOrganizationWords } from './words.ts'

type Role = Delegation['roles'][number]

const delegated: readonly Role[] = [
  'globalAdmin',
  'billingAdmin',
  'globalReader',
  'licenseAdmin',
  'userAdmin',
]
const daysAhead = 365
const dayMs = 24 * 3_600_000

interface Wanted {
  readonly partnerTenantId: string
  readonly roles: Role[]
  readonly expires: string
  readonly userIds: string[] | null
}

/** Lets a partner in, or changes what one may do. The API says what is too much. */
export function DelegationDialog({
  delegation,
  onDone,
  onClose,
}: {
  readonly delegation?: Delegation
  readonly onDone: (told: string) => void
  readonly onClose: () => void
}) {
  const words = useOrganizationWords().partners
  const roleWords = useRoleWords()
  const [partnerTenantId, setPartner] = useState(delegation?.partner.tenantId ?? '')
  const [roles, setRoles] = useState<readonly Role[]>(delegation?.roles ?? ['globalReader'])
  const [until, setUntil] = useState(() => dayOf(delegation?.expires))
  const [only, setOnly] = useState((delegation?.userIds ?? []).join('\n'))
  const write = useSave(delegation, onDone)
  const wanted = (): Wanted => {
    const userIds = only.split(/[\s,;]+/).filter((id) => id !== '')
    return {
      partnerTenantId: partnerTenantId.trim().toLowerCase(),
      roles: [...roles],
      expires: endOf(until),
      userIds: userIds.length === 0 ? null : userIds,
    }
  }
  const wrong = (name: string) => wrongWith(write.problem, name)
  return (
    <Confirm
      open
      title={delegation ? words.changeTitle(delegation.partner.displayName) : words.addTitle}
      consequences={[]}
      verb={delegation ? words.save : words.addVerb}
      disabled={roles.length === 0 || until === '' || partnerTenantId.trim() === ''}
      busy={write.isPending}
      tries={write.tries}
      problem={write.problem}
      onConfirm={() => write.run(wanted())}
      onClose={onClose}
    >
      {!delegation && (
        <Field label={words.id} hint={words.idHint} required {...wrong('partnerTenantId')}>
          <Input value={partnerTenantId} onChange={(_event, data) => setPartner(data.value)} />
        </Field>
      )}
      <fieldset style={{ border: 'none', margin: 0, padding: 0, display: 'grid' }}>
        <legend>
          {words.roles}. {words.rolesHint}
        </legend>
        {delegated.map((role) => (
          <Checkbox
            key={role}
            label={roleWords[role]}
            checked={roles.includes(role)}
            onChange={(_event, { checked }) =>
              setRoles((before) =>
                delegated.filter((known) => (known === role ? checked === true : before.includes(known))),
              )
            }
          />
        ))}
      </fieldset>
      <Field label={words.until} hint={words.untilHint} required {...wrong('expires')}>
        <Input type="date" value={until} onChange={(_event, data) => setUntil(data.value)} />
      </Field>
      <Field label={words.only} hint={words.onlyHint} {...wrong('userIds')}>
        <Textarea value={only} resize="vertical" onChange={(_event, data) => setOnly(data.value)} />
      </Field>
    </Confirm>
  )
}

function useSave(delegation: Delegation | undefined, onDone: (told: string) => void) {
  const words = useOrganizationWords().partners
  const { api, tenantId: t } = useSession()
  const refresh = useRefresh()
  return useWrite({
    action: `delegation:${delegation?.id ?? 'new'}`,
    send: ({ partnerTenantId, ...terms }: Wanted, repeat) => {
      if (!delegation) {
        const { userIds, ...others } = terms
        return api.POST('/tenants/{t}/delegations', {
          params: { path: { t } },
          body: { partnerTenantId, ...others, ...(userIds ? { userIds } : {}) },
          headers: { ...repeat },
        })
      }
      return api.PATCH('/tenants/{t}/delegations/{id}', {
        params: { path: { t, id: delegation.id }, header: { 'If-Match': delegation.etag } },
        body: terms,
      })
    },
    onDone: ({ data }) => {
      onDone(delegation ? words.changed : words.added(data.partner.displayName))
      return refresh()
    },
  })
}

/** The day, where the reader is, that is the last one. */
function dayOf(instant: string | undefined): string {
  const at = instant === undefined ? new Date(Date.now() + daysAhead * dayMs) : new Date(instant)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
}

function endOf(day: string): string {
  return new Date(`${day}T23:59:59`).toISOString()
}
