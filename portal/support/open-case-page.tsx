import {
  Button,
  Card,
  Field,
  Input,
  MessageBar,
  MessageBarBody,
  makeStyles,
  Radio,
  RadioGroup,
  Select,
  Text,
  Textarea,
  tokens,
} from '@fluentui/react-components'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useIsOnline } from '../api/online.ts'
import { useWrite } from '../api/write.ts'
import { LinkButton } from '../look/link-button.tsx'
import { useLookWords } from '../look/look-words.ts'
import { Page } from '../look/page.tsx'
import { ProblemPanel } from '../look/problem-panel.tsx'
import { useSession } from '../sign-in/session.tsx'
import { useSubscriptionsToAskAbout } from './queries.ts'
import { kinds, type NewCaseSearch } from './routes.tsx'
import { useSupportWords } from './words.ts'

const subjectMax = 200
const descriptionMax = 4_000

const useStyles = makeStyles({
  form: { display: 'grid', gap: tokens.spacingVerticalL, maxWidth: '640px' },
  send: { justifySelf: 'start' },
})

interface Opened {
  readonly subscriptionId: string
  readonly kind: (typeof kinds)[number]
  readonly subject: string
  readonly description: string
}

/** A purchaser asks; an administrator may also ask support to cancel. (R162, R167, R184) */
export function OpenCasePage() {
  const styles = useStyles()
  const words = useSupportWords()
  const look = useLookWords()
  const { form } = words
  const { api, tenantId, may } = useSession()
  const search = useSearch({ from: '/support/new' })
  const navigate = useNavigate()
  const isOnline = useIsOnline()
  const client = useQueryClient()
  const subscriptions = useSubscriptionsToAskAbout()
  const [subject, setSubject] = useState('')
  const [description, setDescription] = useState('')
  const { subscriptionId = '' } = search
  const kind = may.administer ? (search.kind ?? 'question') : 'question'
  const open = useWrite({
    action: 'open-support-case',
    send: (body: Opened, repeat) =>
      api.POST('/tenants/{t}/supportCases', {
        params: { path: { t: tenantId } },
        headers: { ...repeat },
        body,
      }),
    onDone: () => client.invalidateQueries({ queryKey: ['support-cases'] }),
  })
  const set = (change: NewCaseSearch) =>
    void navigate({ to: '/support/new', search: { ...search, ...change }, replace: true })
  const ready =
    isOnline && subscriptionId !== '' && subject.trim() !== '' && description.trim() !== '' && !open.isPending
  if (open.done)
    return (
      <Page title={form.title}>
        <MessageBar intent="success" role="status">
          <MessageBarBody>{form.sent}</MessageBarBody>
        </MessageBar>
        <div>
          <LinkButton appearance="primary" to="/support/$id" params={{ id: open.done.data.id }}>
            {form.see}
          </LinkButton>
        </div>
      </Page>
    )
  return (
    <Page title={form.title}>
      <Card>
        <div className={styles.form}>
          <Text>{form.lead}</Text>
          {subscriptions.problem !== undefined && (
            <ProblemPanel problem={subscriptions.problem} onTryAgain={subscriptions.tryAgain} />
          )}
          <Field label={form.subscription} required>
            <Select
              value={subscriptionId}
              onChange={(_event, data) => set({ subscriptionId: data.value || undefined })}
            >
              <option value="">{form.choose}</option>
              {subscriptions.rows.map(({ id, product, purchaser }) => (
                <option key={id} value={id}>
                  {form.of(product.displayName, purchaser.displayName)}
                </option>
              ))}
            </Select>
          </Field>
          {may.administer && (
            <Field label={form.kind} {...(kind === 'cancelSubscription' ? { hint: form.cancelHint } : {})}>
              <RadioGroup
                value={kind}
                onChange={(_event, data) => set({ kind: kinds.find((known) => known === data.value) })}
              >
                {kinds.map((known) => (
                  <Radio key={known} value={known} label={words.kinds[known]} />
                ))}
              </RadioGroup>
            </Field>
          )}
          <Field label={form.subject} required>
            <Input
              value={subject}
              maxLength={subjectMax}
              onChange={(_event, data) => setSubject(data.value)}
            />
          </Field>
          <Field label={form.description} hint={form.descriptionHint} required>
            <Textarea
              value={description}
              maxLength={descriptionMax}
              rows={6}
              resize="vertical"
              onChange={(_event, data) => setDescription(data.value)}
            />
          </Field>
          {open.tries > 0 && <Text role="status">{look.tryingAgain(open.tries)}</Text>}
          {open.problem && <ProblemPanel problem={open.problem} />}
          <Button
            className={styles.send}
            appearance="primary"
            disabledFocusable={!ready}
            onClick={() =>
              ready &&
              open.run({ subscriptionId, kind, subject: subject.trim(), description: description.trim() })
            }
          >
            {form.send}
          </Button>
        </div>
      </Card>
    </Page>
  )
}
