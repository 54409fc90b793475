import {
  Button,
  Field,
  Input,
  makeStyles,
  Select,
  Switch,
  Textarea,
  tokens,
} from '@fluentui/react-components'
import { type FormEvent, type ReactNode, useState } from 'react'
import type { Schemas } from '../api/client.ts'
import { useIsOnline } from '../api/online.ts'
import { Problem } from '../api/problem.ts'
import { useFormat } from '../look/format.ts'
import { ProblemPanel } from '../look/problem-panel.tsx'
import { useOperatorWords } from './words.ts'

export type TenantBody = Omit<
  Schemas['Tenant'],
  'id' | 'allowAdHocSubscriptions' | 'defaultForNewProducts' | 'ownRequestMessage' | 'deletedDateTime'
>

export interface TenantDraft {
  readonly id: string
  readonly body: TenantBody
}

export const newTenant: TenantDraft = {
  id: '',
  body: {
    displayName: '',
    domains: [],
    country: '',
    tenantType: 'commercial',
    managed: true,
    cloud: 'worldwide',
    language: 'en',
    agreementId: '',
  },
}

const useStyles = makeStyles({
  form: { display: 'grid', gap: tokens.spacingVerticalM, maxWidth: '560px' },
  buttons: { display: 'flex', gap: tokens.spacingHorizontalS },
})

const keysOf = <Name extends string>(names: Readonly<Record<Name, string>>) => Object.keys(names) as Name[]

/** What is known of an organisation. The same to onboard one and to change it. */
export function TenantForm({
  draft,
  isNew = false,
  verb,
  isPending,
  problem,
  problemActions,
  onSubmit,
}: {
  readonly draft: TenantDraft
  readonly isNew?: boolean
  readonly verb: string
  readonly isPending: boolean
  readonly problem: unknown
  readonly problemActions?: ReactNode
  readonly onSubmit: (draft: TenantDraft) => void
}) {
  const styles = useStyles()
  const words = useOperatorWords().tenants
  const all = useOperatorWords()
  const format = useFormat()
  const isOnline = useIsOnline()
  const [id, setId] = useState(draft.id)
  const [body, setBody] = useState(draft.body)
  // As it was typed: a line that is not finished yet is no domain.
  const [domains, setDomains] = useState(draft.body.domains.join('\n'))
  const set = (change: Partial<TenantBody>) => setBody((before) => ({ ...before, ...change }))
  const wrong = (name: string) => wrongWith(problem, name)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isPending || !isOnline) return
    onSubmit({ id: id.trim().toLowerCase(), body: { ...body, domains: linesOf(domains) } })
  }
  const { premierIncidentsUsed: incidents } = body
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      {isNew && (
        <Field label={words.id} hint={words.idHint} required {...wrong('t')}>
          <Input value={id} onChange={(_event, data) => setId(data.value)} />
        </Field>
      )}
      <Field label={words.columns.name} required {...wrong('displayName')}>
        <Input
          value={body.displayName}
          maxLength={256}
          onChange={(_event, data) => set({ displayName: data.value })}
        />
      </Field>
      <Field label={words.columns.domains} hint={words.domainsHint} required {...wrong('domains')}>
        <Textarea value={domains} resize="vertical" onChange={(_event, data) => setDomains(data.value)} />
      </Field>
      <Field
        label={words.columns.country}
        hint={/^[A-Z]{2}$/.test(body.country) ? format.country(body.country) : words.countryExample}
        required
        {...wrong('country')}
      >
        <Input
          value={body.country}
          maxLength={2}
          onChange={(_event, data) => set({ country: data.value.toUpperCase() })}
        />
      </Field>
      <Field label={words.columns.type}>
        <Select
          value={body.tenantType}
          onChange={(_event, data) =>
            set({ tenantType: keysOf(words.types).find((known) => known === data.value) ?? 'commercial' })
          }
        >
          {keysOf(words.types).map((known) => (
            <option key={known} value={known}>
              {words.types[known]}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={words.columns.cloud}>
        <Select
          value={body.cloud}
          onChange={(_event, data) =>
            set({ cloud: keysOf(words.clouds).find((known) => known === data.value) ?? 'worldwide' })
          }
        >
          {keysOf(words.clouds).map((known) => (
            <option key={known} value={known}>
              {words.clouds[known]}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={words.language}>
        <Select
          value={body.language}
          onChange={(_event, data) => set({ language: data.value === 'nl' ? 'nl' : 'en' })}
        >
          {keysOf(all.mail.languages).map((known) => (
            <option key={known} value={known}>
              {all.mail.languages[known]}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={words.agreement} required {...wrong('agreementId')}>
        <Input
          value={body.agreementId}
          maxLength={64}
          onChange={(_event, data) => set({ agreementId: data.value })}
        />
      </Field>
      <Field label={words.incidents} hint={words.incidentsHint} {...wrong('premierIncidentsUsed')}>
        <Input
          inputMode="numeric"
          value={incidents === undefined ? '' : String(incidents)}
          onChange={(_event, data) => setBody((before) => withIncidents(before, data.value))}
        />
      </Field>
      <Switch
        label={words.managed}
        checked={body.managed}
        onChange={(_event, { checked }) => set({ managed: checked })}
      />
      {problem !== undefined && <ProblemPanel problem={problem} actions={problemActions} />}
      <div className={styles.buttons}>
        <Button type="submit" appearance="primary" disabledFocusable={isPending || !isOnline}>
          {verb}
        </Button>
      </div>
    </form>
  )
}

function linesOf(text: string): string[] {
  return text
    .split(/[\s,;]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

function withIncidents({ premierIncidentsUsed: _, ...body }: TenantBody, text: string): TenantBody {
  const digits = text.replace(/\D/g, '').slice(0, 7)
  return digits === '' ? body : { ...body, premierIncidentsUsed: Number(digits) }
}

/** What the API says of a field stands at the field. */
function wrongWith(problem: unknown, name: string) {
  if (!(problem instanceof Problem)) return {}
  const detail = problem.details.find(
    ({ target }) => target === name || (target?.startsWith(`${name}.`) ?? false),
  )
  if (detail) return { validationMessage: detail.message }
  return problem.target === name ? { validationMessage: problem.message } : {}
}
