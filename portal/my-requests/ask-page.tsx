import {
  Button,
  Card,
  Field,
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
import type { Problem } from '../api/problem.ts'
import { useWrite } from '../api/write.ts'
import { LinkButton } from '../look/link-button.tsx'
import { useLookWords } from '../look/look-words.ts'
import { OutsideLink } from '../look/outside-link.tsx'
import { Page } from '../look/page.tsx'
import { PeoplePicker, type Picked } from '../look/people-picker.tsx'
import { ProblemPanel } from '../look/problem-panel.tsx'
import { useSession } from '../sign-in/session.tsx'
import { useProductNames } from './queries.ts'
import { useMyRequestsWords } from './words.ts'

const messageMax = 1_000

const useStyles = makeStyles({
  form: { display: 'grid', gap: tokens.spacingVerticalL, maxWidth: '640px' },
  send: { justifySelf: 'start' },
})

interface Asked {
  readonly productId: string
  readonly userIds?: string[]
  readonly message?: string
}

/** Asks administrators for licences of a product, for oneself and others. (B10) */
export function AskPage() {
  const styles = useStyles()
  const words = useMyRequestsWords()
  const look = useLookWords()
  const { form } = words
  const { api, tenantId, may } = useSession()
  const { productId = '' } = useSearch({ from: '/my-requests/new' })
  const navigate = useNavigate()
  const isOnline = useIsOnline()
  const client = useQueryClient()
  const products = useProductNames()
  const [forOthers, setForOthers] = useState(false)
  const [people, setPeople] = useState<readonly Picked[]>([])
  const [message, setMessage] = useState('')
  const ask = useWrite({
    action: 'ask-for-licenses',
    send: (body: Asked, repeat) =>
      api.POST('/tenants/{t}/licenseRequests', {
        params: { path: { t: tenantId } },
        headers: { ...repeat },
        body,
      }),
    onDone: () => client.invalidateQueries({ queryKey: ['license-requests'] }),
  })
  // Only they can look people up.
  const mayAskForOthers = may.seePurchases || may.readAll || may.lookAfterLicenses
  const ready = isOnline && productId !== '' && (!forOthers || people.length > 0) && !ask.isPending
  const send = () =>
    ask.run({
      productId,
      ...(forOthers ? { userIds: people.map(({ id }) => id) } : {}),
      ...(message.trim() === '' ? {} : { message: message.trim() }),
    })
  if (ask.done)
    return (
      <Page title={form.title}>
        <MessageBar intent="success" role="status">
          <MessageBarBody>{form.sent}</MessageBarBody>
        </MessageBar>
        <div>
          <LinkButton appearance="primary" to="/my-requests/$id" params={{ id: ask.done.data.id }}>
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
          {products.problem !== undefined && (
            <ProblemPanel problem={products.problem} onTryAgain={products.tryAgain} />
          )}
          <Field label={form.product} required>
            <Select
              value={productId}
              onChange={(_event, data) =>
                void navigate({
                  to: '/my-requests/new',
                  search: { productId: data.value || undefined },
                  replace: true,
                })
              }
            >
              <option value="">{form.chooseProduct}</option>
              {products.rows
                .filter(({ channels }) => channels.length > 0)
                .map(({ id, displayName }) => (
                  <option key={id} value={id}>
                    {displayName}
                  </option>
                ))}
            </Select>
          </Field>
          {mayAskForOthers && (
            <Field label={form.whom}>
              <RadioGroup
                value={forOthers ? 'others' : 'me'}
                onChange={(_event, data) => setForOthers(data.value === 'others')}
              >
                <Radio value="me" label={form.me} />
                <Radio value="others" label={form.others} />
              </RadioGroup>
            </Field>
          )}
          {forOthers && (
            <PeoplePicker
              api={api}
              tenantId={tenantId}
              label={form.people}
              picked={people}
              onChange={setPeople}
            />
          )}
          <Field label={form.message} hint={form.messageHint}>
            <Textarea
              value={message}
              maxLength={messageMax}
              resize="vertical"
              onChange={(_event, data) => setMessage(data.value)}
            />
          </Field>
          {ask.tries > 0 && <Text role="status">{look.tryingAgain(ask.tries)}</Text>}
          {ask.problem && <Refused problem={ask.problem} />}
          <Button
            className={styles.send}
            appearance="primary"
            disabledFocusable={!ready}
            onClick={() => ready && send()}
          >
            {form.send}
          </Button>
        </div>
      </Card>
    </Page>
  )
}

/** An organisation may have its own way of asking: then its text, and the page that it names. (B10) */
function Refused({ problem }: { readonly problem: Problem }) {
  if (problem.code !== 'OwnRequestProcess') return <ProblemPanel problem={problem} />
  const { link } = problem.facts
  return (
    <MessageBar intent="info" layout="multiline" role="alert">
      <MessageBarBody>
        {problem.message} {typeof link === 'string' && <OutsideLink to={link}>{link}</OutsideLink>}
      </MessageBarBody>
    </MessageBar>
  )
}
