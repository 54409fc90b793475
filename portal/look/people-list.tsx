import { Button, Field, makeStyles, Text, Textarea, tokens } from '@fluentui/react-components'
import { DocumentArrowUpRegular } from '@fluentui/react-icons'
import { useMutation } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { partOf } from '../api/parts.ts'
import { useFormat } from './format.ts'
import { useLookWords } from './look-words.ts'
import { ProblemPanel } from './problem-panel.tsx'

export interface Listed {
  readonly userId: string
  readonly displayName: string
  readonly userPrincipalName: string
}

/** More than that is no list of users. */
const fileBytesMax = 5_000_000
const shownMax = 10

const useStyles = makeStyles({
  list: { display: 'grid', gap: tokens.spacingVerticalS },
  buttons: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS, alignItems: 'center' },
  unknown: { margin: 0, overflowWrap: 'anywhere', maxHeight: '160px', overflowY: 'auto' },
})

/**
 * People by a list that somebody pastes or has as CSV: user names or object ids. Who is not found is named; the others
 * are given on.
 */
export function PeopleList({
  find,
  onFound,
}: {
  readonly find: (
    names: readonly string[],
  ) => Promise<{ readonly found: readonly Listed[]; readonly unknown: readonly string[] }>
  readonly onFound: (found: readonly Listed[]) => void
}) {
  const styles = useStyles()
  const words = useLookWords()
  const format = useFormat()
  const [text, setText] = useState('')
  const [tooLarge, setTooLarge] = useState(false)
  const file = useRef<HTMLInputElement>(null)
  const search = useMutation({
    mutationFn: async (list: string) => {
      const { usersIn } = await partOf(() => import('./csv.ts'))
      const result = await find([...new Set(usersIn(list))])
      onFound(result.found)
      return result
    },
  })
  const readFile = async (chosen: File | undefined) => {
    if (!chosen) return
    setTooLarge(chosen.size > fileBytesMax)
    if (chosen.size > fileBytesMax) return
    const content = await chosen.text()
    setText(content)
    search.mutate(content)
  }
  const { data } = search
  return (
    <div className={styles.list}>
      <Field label={words.listOfPeople} hint={words.listOfPeopleHint}>
        <Textarea value={text} rows={4} onChange={(_event, { value }) => setText(value)} />
      </Field>
      <div className={styles.buttons}>
        <Button
          disabledFocusable={text.trim() === '' || search.isPending}
          onClick={() => search.mutate(text)}
        >
          {words.findListed}
        </Button>
        <Button icon={<DocumentArrowUpRegular />} onClick={() => file.current?.click()}>
          {words.chooseCsv}
        </Button>
        <input
          ref={file}
          type="file"
          accept=".csv,.txt,text/csv,text/plain"
          hidden
          aria-label={words.chooseCsv}
          onChange={(event) => {
            void readFile(event.target.files?.[0])
            // The same file, changed meanwhile, can be chosen again.
            event.target.value = ''
          }}
        />
        <Text role="status">
          {search.isPending
            ? words.loading
            : data
              ? words.foundListed(data.found.length, format.number(data.found.length))
              : ''}
        </Text>
      </div>
      {tooLarge && <Text role="alert">{words.fileTooLarge}</Text>}
      {data && data.unknown.length > 0 && (
        <div role="alert">
          <Text weight="semibold">
            {words.notFoundListed(data.unknown.length, format.number(data.unknown.length))}
          </Text>
          <ul className={styles.unknown}>
            {data.unknown.slice(0, shownMax).map((name) => (
              <li key={name}>{name}</li>
            ))}
            {data.unknown.length > shownMax && (
              <li>{words.andMore(format.number(data.unknown.length - shownMax))}</li>
            )}
          </ul>
        </div>
      )}
      {search.error && <ProblemPanel problem={search.error} />}
    </div>
  )
}
