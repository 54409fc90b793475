import {
  Field,
  makeStyles,
  Persona,
  Tag,
  TagPicker,
  TagPickerControl,
  TagPickerGroup,
  TagPickerInput,
  TagPickerList,
  TagPickerOption,
  tokens,
} from '@fluentui/react-components'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { Api } from '../api/client.ts'
import { ok } from '../api/problem.ts'
import { useLookWords } from './look-words.ts'
import { ProblemPanel } from './problem-panel.tsx'

export interface Picked {
  readonly id: string
  readonly displayName: string
  readonly userPrincipalName: string
}

/** As many as the API takes in one call. (R104) */
export const peopleMax = 20

const typedAfterMs = 200
const shownMax = 20

const useStyles = makeStyles({
  picker: { display: 'grid', gap: tokens.spacingVerticalXS },
  chosen: { maxHeight: '144px', overflowY: 'auto' },
  offered: { maxHeight: '260px', overflowY: 'auto' },
})

/**
 * People of the organisation, found by how their names begin, as chips; no more than `max`, and it says how many of
 * how many. (R103, R104)
 */
export function PeoplePicker({
  api,
  tenantId,
  label,
  picked,
  onChange,
  max = peopleMax,
  isLeftOut = () => false,
}: {
  readonly api: Api
  readonly tenantId: string
  readonly label: string
  readonly picked: readonly Picked[]
  readonly onChange: (picked: readonly Picked[]) => void
  readonly max?: number
  /** Who is not offered, such as those who have it already. */
  readonly isLeftOut?: (id: string) => boolean
}) {
  const styles = useStyles()
  const words = useLookWords()
  const [typed, setTyped] = useState('')
  const found = usePeople(api, tenantId, typed.trim())
  const isFull = picked.length >= max
  const options = (found.data ?? []).filter(
    (person) =>
      isCalled(person, typed) && !isLeftOut(person.id) && !picked.some(({ id }) => id === person.id),
  )
  const select = (ids: readonly string[]) => {
    const known = new Map([...(found.data ?? []), ...picked].map((person) => [person.id, person]))
    onChange(ids.flatMap((id) => known.get(id) ?? []).slice(0, max))
    setTyped('')
  }
  const nobody = typed.trim() !== '' && found.isSuccess && !found.isPlaceholderData && options.length === 0
  return (
    <div className={styles.picker}>
      <Field
        label={label}
        hint={words.typeAName}
        validationState="none"
        validationMessage={
          nobody ? words.nobodyFound : isFull ? words.noMorePeople(max) : words.chosenOf(picked.length, max)
        }
      >
        <TagPicker
          selectedOptions={picked.map(({ id }) => id)}
          onOptionSelect={(_event, data) => select(data.selectedOptions)}
          noPopover={options.length === 0 || isFull}
          // Within the dialog that it stands in, and yet not cut off by it.
          inline
          positioning={{ strategy: 'fixed', position: 'below', align: 'start', matchTargetSize: 'width' }}
        >
          <TagPickerControl>
            <TagPickerGroup aria-label={label} className={styles.chosen}>
              {picked.map(({ id, displayName }) => (
                <Tag key={id} value={id} dismissIcon={{ 'aria-label': words.removeTag }}>
                  {displayName}
                </Tag>
              ))}
            </TagPickerGroup>
            <TagPickerInput
              aria-label={label}
              autoComplete="off"
              value={typed}
              readOnly={isFull}
              onChange={(event) => setTyped(event.target.value)}
            />
          </TagPickerControl>
          <TagPickerList className={styles.offered}>
            {options.slice(0, shownMax).map((person) => (
              <TagPickerOption key={person.id} value={person.id} text={person.displayName}>
                <Persona
                  size="small"
                  name={person.displayName}
                  secondaryText={person.userPrincipalName}
                  avatar={{ 'aria-hidden': true }}
                />
              </TagPickerOption>
            ))}
          </TagPickerList>
        </TagPicker>
      </Field>
      {found.error && <ProblemPanel problem={found.error} onTryAgain={() => void found.refetch()} />}
    </div>
  )
}

/** What was found for the letters before counts only as far as it is still meant: Enter takes the first of the list. */
function isCalled({ displayName, userPrincipalName }: Picked, typed: string): boolean {
  const begins = ` ${typed.trim().toLowerCase()}`
  return ` ${displayName} ${userPrincipalName}`.toLowerCase().includes(begins)
}

/** Asked when the typing pauses. */
function usePeople(api: Api, tenantId: string, typed: string) {
  const [search, setSearch] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setSearch(typed), typedAfterMs)
    return () => clearTimeout(timer)
  }, [typed])
  return useQuery({
    queryKey: ['people', tenantId, search],
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const query = { maxpagesize: 2 * shownMax, ...(search === '' ? {} : { search }) }
      const params = { path: { t: tenantId }, query }
      return (await ok(api.GET('/tenants/{t}/users', { params, signal }))).value
    },
  })
}
