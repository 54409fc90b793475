import { Field, Radio, RadioGroup, Spinner } from '@fluentui/react-components'
import { useEffect, useState } from 'react'
import { Confirm } from '../look/confirm.tsx'
import { useLookWords } from '../look/look-words.ts'
import { Changes } from './changes.tsx'
import { type PolicyValue, policyValues } from './policy-values.ts'
import { type Policy, type PolicyFile, usePreview, useSetAll } from './queries.ts'
import { usePoliciesWords } from './words.ts'

/** One switch for everything, and before it a list of what that changes. (B06) */
export function SetAllDialog({ policy, onClose }: { readonly policy: Policy; readonly onClose: () => void }) {
  const words = usePoliciesWords()
  const look = useLookWords()
  const [value, setValue] = useState<PolicyValue>()
  const preview = usePreview()
  const setAll = useSetAll()
  const { mutate: ask } = preview
  useEffect(() => {
    if (value) ask(fileWith(policy, value))
  }, [policy, value, ask])
  const difference = preview.data
  const changes = difference?.changes ?? []
  const changesDefault = value !== undefined && policy.defaultForNewProducts !== value
  return (
    <Confirm
      open
      title={words.setAllTitle}
      consequences={[]}
      verb={words.setAllVerb(changes.length)}
      busy={setAll.isPending}
      disabled={!difference || preview.isPending || (changes.length === 0 && !changesDefault)}
      problem={preview.error ?? setAll.error ?? undefined}
      onConfirm={() =>
        value && setAll.mutate({ policyValue: value, etag: policy.etag }, { onSuccess: onClose })
      }
      onClose={onClose}
    >
      <Field label={words.setAllWhat}>
        <RadioGroup
          value={value ?? ''}
          onChange={(_event, data) => {
            setAll.reset()
            setValue(policyValues.find((known) => known === data.value))
          }}
        >
          {policyValues.map((known) => (
            <Radio key={known} value={known} label={words.values[known]} />
          ))}
        </RadioGroup>
      </Field>
      {preview.isPending && <Spinner size="tiny" label={look.loading} />}
      {value && difference && (
        <Changes
          title={changes.length === 0 ? words.setAllNone : words.setAllChanges(changes.length)}
          changes={changes}
          others={[
            ...(changesDefault ? [words.setAllDefault(words.values[value])] : []),
            ...(value === 'OnlyTrialsWithoutPaymentMethod' ? [words.setAllNearest] : []),
            words.setAllStays,
          ]}
        />
      )}
    </Confirm>
  )
}

/** What the API makes of one value for all, as a file: a product that cannot have it gets the one that allows least. */
function fileWith({ products, etag }: Policy, value: PolicyValue): PolicyFile {
  return {
    policyId: 'AllowSelfServicePurchase',
    defaultForNewProducts: value,
    products: products.map(({ productId, allowedValues }) => ({
      productId,
      policyValue: allowedValues.includes(value) ? value : 'Disabled',
    })),
    etag,
  }
}
