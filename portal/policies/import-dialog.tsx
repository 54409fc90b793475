import { Field, Text } from '@fluentui/react-components'
import { type ChangeEvent, useState } from 'react'
import { Confirm } from '../look/confirm.tsx'
import { Changes } from './changes.tsx'
import { type PolicyFile, useApply, usePreview } from './queries.ts'
import { usePoliciesWords } from './words.ts'

/** A policy that was exported and edited: what it would change is seen before anything does. (B07) */
export function ImportDialog({ onClose }: { readonly onClose: () => void }) {
  const words = usePoliciesWords()
  const [file, setFile] = useState<PolicyFile>()
  const [isUnreadable, setUnreadable] = useState(false)
  const preview = usePreview()
  const apply = useApply(onClose)
  const choose = async (event: ChangeEvent<HTMLInputElement>) => {
    const [chosen] = event.target.files ?? []
    if (!chosen) return
    apply.reset()
    preview.reset()
    const read = fileIn(await chosen.text())
    setUnreadable(read === undefined)
    setFile(read)
    if (read) preview.mutate(read)
  }
  const changes = preview.data?.changes ?? []
  const newDefault = preview.data?.defaultForNewProducts
  const count = changes.length + (newDefault ? 1 : 0)
  return (
    <Confirm
      open
      title={words.importTitle}
      consequences={[]}
      verb={words.apply(count)}
      busy={apply.isPending}
      tries={apply.tries}
      disabled={!preview.data?.isCurrent || count === 0}
      problem={apply.problem ?? preview.error ?? undefined}
      onConfirm={() => file && apply.run(file)}
      onClose={onClose}
    >
      <Text>{words.importWhat}</Text>
      <Field
        label={words.chooseFile}
        {...(isUnreadable ? { validationMessage: words.fileNotRead, validationState: 'error' } : {})}
      >
        {(field) => (
          <input
            {...field}
            type="file"
            accept="application/json,.json"
            onChange={(event) => void choose(event)}
          />
        )}
      </Field>
      {preview.data && (
        <Changes
          title={words.differences(changes.length)}
          changes={changes}
          others={[
            ...(newDefault ? [words.setAllDefault(words.values[newDefault.to])] : []),
            ...(preview.data.isCurrent ? [] : [words.notCurrent]),
          ]}
        />
      )}
    </Confirm>
  )
}

/** Only that it is JSON: what is wrong with its content the API says, all at once. */
function fileIn(text: string): PolicyFile | undefined {
  try {
    const read: unknown = JSON.parse(text)
    return typeof read === 'object' && read !== null ? (read as PolicyFile) : undefined
  } catch {
    return undefined
  }
}
