import { Fields } from '../look/fields.tsx'
import { InstantText } from '../look/instant.tsx'
import { Pane } from '../look/pane.tsx'
import { PlainText } from '../look/plain-text.tsx'
import { CopyButton } from '../look/problem-panel.tsx'
import { Section } from '../look/section.tsx'
import { mailId } from './mail-page.tsx'
import type { Mail } from './queries.ts'
import { wordOf } from './word-of.ts'
import { useOperatorWords } from './words.ts'

/** The mail's text alone: its HTML is for the programs of whoever gets it. */
export function MailPane({
  mail,
  organization,
  onClose,
}: {
  readonly mail: Mail
  readonly organization: string
  readonly onClose: () => void
}) {
  const all = useOperatorWords()
  const words = all.mail
  const { sentDateTime } = mail
  return (
    <Pane title={mail.subject} rowId={mailId(mail)} onClose={onClose}>
      <Fields
        fields={[
          [words.columns.to, mail.to],
          [words.cc, mail.cc],
          [all.organization, organization],
          [all.status, words.statuses[mail.status]],
          [words.refused, mail.refusedBecause],
          [all.kind, wordOf(words.kinds, mail.kind)],
          [words.language, words.languages[mail.language]],
          [all.created, <InstantText key="created" at={mail.createdDateTime} />],
          [words.columns.sent, sentDateTime && <InstantText key="sent" at={sentDateTime} />],
          [
            words.columns.messageId,
            <span key="id">
              <code>{mail.messageId}</code> <CopyButton text={mail.messageId} />
            </span>,
          ],
          [words.trace, <code key="trace">{mail.traceparent}</code>],
        ]}
      />
      <Section title={words.text}>
        <PlainText text={mail.text} />
      </Section>
    </Pane>
  )
}
