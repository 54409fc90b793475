import { Field, Input, Select } from '@fluentui/react-components'
import type { Schemas } from '../api/client.ts'
import { type Format, useFormat } from '../look/format.ts'
import type { en } from './words.en.ts'
import { useOrganizationWords } from './words.ts'

export type DataPolicy = Schemas['DataPolicy']
type Words = (typeof en)['data']

/** Every product's has all of it, a product's own only what differs. */
export type Chosen = Partial<DataPolicy>

const daysMax = 36_500
const daysAtFirst = 365
const sharings = ['Allowed', 'ExistingGuests', 'Blocked'] as const
const regions = ['Country', 'EuropeanUnion', 'Anywhere'] as const
const asDefault = ''

export function policyTexts(policy: DataPolicy, words: Words, format: Format) {
  return {
    retentionDays:
      policy.retentionDays === null
        ? words.retentionNever
        : words.retentionFor(format.number(policy.retentionDays)),
    externalSharing: words.sharings[policy.externalSharing],
    dataRegion: words.regions[policy.dataRegion],
    sensitivityLabelRequired: policy.sensitivityLabelRequired ? words.labels.yes : words.labels.no,
  } satisfies Record<keyof DataPolicy, string>
}

/** What holds for data. With `follows`, each of it may follow what holds for every product. */
export function DataPolicyFields({
  chosen,
  follows,
  onChange,
}: {
  readonly chosen: Chosen
  readonly follows?: DataPolicy
  readonly onChange: (chosen: Chosen) => void
}) {
  const words = useOrganizationWords().data
  const format = useFormat()
  const followed = follows && policyTexts(follows, words, format)
  const first = (name: keyof DataPolicy) =>
    followed && <option value={asDefault}>{words.asDefault(followed[name])}</option>
  const choose = <Name extends keyof DataPolicy>(name: Name, value: DataPolicy[Name] | undefined) => {
    const { [name]: _, ...others } = chosen
    onChange(value === undefined ? (others as Chosen) : { ...chosen, [name]: value })
  }
  const { retentionDays, externalSharing, dataRegion, sensitivityLabelRequired: label } = chosen
  const retention = retentionDays === undefined ? asDefault : retentionDays === null ? 'never' : 'days'
  return (
    <>
      <Field label={words.retention}>
        <Select
          value={retention}
          onChange={(_event, { value }) =>
            choose(
              'retentionDays',
              value === 'never' ? null : value === 'days' ? (retentionDays ?? daysAtFirst) : undefined,
            )
          }
        >
          {first('retentionDays')}
          <option value="never">{words.retentionNever}</option>
          <option value="days">{words.retentionDays}</option>
        </Select>
      </Field>
      {retention === 'days' && (
        <Field
          label={words.days}
          required
          {...(retentionDays ? { hint: words.daysHint } : { validationMessage: words.daysHint })}
        >
          <Input
            inputMode="numeric"
            value={retentionDays ? String(retentionDays) : ''}
            onChange={(_event, { value }) =>
              choose('retentionDays', Math.min(daysMax, Number(value.replace(/\D/g, '').slice(0, 6))))
            }
          />
        </Field>
      )}
      <Field label={words.sharing}>
        <Select
          value={externalSharing ?? asDefault}
          onChange={(_event, { value }) =>
            choose(
              'externalSharing',
              sharings.find((known) => known === value),
            )
          }
        >
          {first('externalSharing')}
          {sharings.map((known) => (
            <option key={known} value={known}>
              {words.sharings[known]}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={words.region}>
        <Select
          value={dataRegion ?? asDefault}
          onChange={(_event, { value }) =>
            choose(
              'dataRegion',
              regions.find((known) => known === value),
            )
          }
        >
          {first('dataRegion')}
          {regions.map((known) => (
            <option key={known} value={known}>
              {words.regions[known]}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={words.label}>
        <Select
          value={label === undefined ? asDefault : label ? 'yes' : 'no'}
          onChange={(_event, { value }) =>
            choose('sensitivityLabelRequired', value === asDefault ? undefined : value === 'yes')
          }
        >
          {first('sensitivityLabelRequired')}
          <option value="yes">{words.labels.yes}</option>
          <option value="no">{words.labels.no}</option>
        </Select>
      </Field>
    </>
  )
}
