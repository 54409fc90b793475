import { Button, Field, makeStyles, Text, Textarea, tokens } from '@fluentui/react-components'
import { DismissRegular, DocumentArrowUpRegular } from '@fluentui/react-icons'
import { useRef, useState } from 'react'
import { usersIn } from '../csv.ts'
import { useUserListWords } from './words.ts'

/** An export of as many users as a list may have, with everything else that stands beside them. */
const fileBytesMax = 50_000_000

const useStyles = makeStyles({
  input: { display: 'grid', gap: tokens.spacingVerticalS },
  buttons: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS, alignItems: 'center' },
})

/** A list that somebody pastes, or has as a file. What is in a file is not shown: it may be a hundred thousand rows. */
export function ListInput({
  disabled,
  onRead,
}: {
  readonly disabled: boolean
  readonly onRead: (rows: readonly string[]) => void
}) {
  const styles = useStyles()
  const words = useUserListWords()
  const [text, setText] = useState('')
  const [fileName, setFileName] = useState<string>()
  const [isTooLarge, setTooLarge] = useState(false)
  const chooser = useRef<HTMLInputElement>(null)
  const place = useRef<HTMLDivElement>(null)
  const read = async (file: File | undefined) => {
    if (!file) return
    setTooLarge(file.size > fileBytesMax)
    if (file.size > fileBytesMax) return
    const content = await file.text()
    setText('')
    setFileName(file.name)
    onRead(usersIn(content))
  }
  const drop = () => {
    setTooLarge(false)
    setFileName(undefined)
    onRead([])
    // The button that had the focus is gone.
    place.current?.querySelector('button')?.focus()
  }
  return (
    <div className={styles.input}>
      {fileName === undefined && (
        <Field label={words.list} hint={words.listHint}>
          <Textarea
            value={text}
            rows={5}
            resize="vertical"
            spellCheck={false}
            disabled={disabled}
            onChange={(_event, { value }) => {
              setTooLarge(false)
              setText(value)
              onRead(usersIn(value))
            }}
          />
        </Field>
      )}
      <div ref={place} className={styles.buttons}>
        <Button
          icon={<DocumentArrowUpRegular />}
          disabled={disabled}
          onClick={() => chooser.current?.click()}
        >
          {words.chooseFile}
        </Button>
        <input
          ref={chooser}
          type="file"
          accept=".csv,.txt,text/csv,text/plain"
          hidden
          aria-label={words.chooseFile}
          onChange={(event) => {
            void read(event.target.files?.[0])
            // The same file, changed meanwhile, can be chosen again.
            event.target.value = ''
          }}
        />
        {fileName !== undefined && (
          <>
            <Text>
              <bdi>{fileName}</bdi>
            </Text>
            <Button
              size="small"
              appearance="subtle"
              icon={<DismissRegular />}
              aria-label={words.dropFile(fileName)}
              disabled={disabled}
              onClick={drop}
            />
          </>
        )}
      </div>
      {isTooLarge && <Text role="alert">{words.fileTooLarge}</Text>}
    </div>
  )
}
