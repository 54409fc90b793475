import { Button, Menu, MenuItem, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components'
import {
  DeleteRegular,
  EditRegular,
  KeyResetRegular,
  MoreHorizontalRegular,
  PauseRegular,
  PlayRegular,
  SendRegular,
} from '@fluentui/react-icons'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Confirm } from '../look/confirm.tsx'
import { useFormat } from '../look/format.ts'
import { useLookWords } from '../look/look-words.ts'
import { ProblemPanel } from '../look/problem-panel.tsx'
import { useSession } from '../sign-in/session.tsx'
import { useChange, useRefresh, useRemove, useRotate, useSendTest, type Webhook } from './queries.ts'
import { SecretDialog } from './secret-dialog.tsx'
import { TermsDialog } from './terms-dialog.tsx'
import { useWebhooksWords } from './words.ts'

type Asked = 'edit' | 'pause' | 'rotate' | 'remove'

interface Props {
  readonly webhook: Webhook
  readonly etag: string
  readonly onTold: (text: string) => void
}

/** What can be done with a webhook; what would outlast a partner's time here is the organisation's own. */
export function Commands({ webhook, etag, onTold }: Props) {
  const words = useWebhooksWords()
  const look = useLookWords()
  const { may } = useSession()
  const { commands } = words
  const { id, enabled } = webhook
  const [asked, setAsked] = useState<Asked>()
  const test = useSendTest(id, () => onTold(words.tested))
  const resume = useChange(id, etag, () => onTold(words.resumed))
  if (!may.administer) return null
  const close = () => setAsked(undefined)
  const problem = test.problem ?? resume.problem
  return (
    <>
      {enabled && (
        <Button
          icon={<SendRegular />}
          disabledFocusable={test.isPending}
          onClick={() => !test.isPending && test.run(undefined)}
        >
          {commands.test}
        </Button>
      )}
      {may.delegate &&
        (enabled ? (
          <Button icon={<PauseRegular />} onClick={() => setAsked('pause')}>
            {commands.pause}
          </Button>
        ) : (
          <Button
            appearance="primary"
            icon={<PlayRegular />}
            disabledFocusable={resume.isPending}
            onClick={() => !resume.isPending && resume.run({ enabled: true })}
          >
            {commands.resume}
          </Button>
        ))}
      <Menu>
        <MenuTrigger disableButtonEnhancement>
          <Button icon={<MoreHorizontalRegular />}>{look.moreActions}</Button>
        </MenuTrigger>
        <MenuPopover>
          <MenuList>
            {may.delegate && (
              <>
                <MenuItem icon={<EditRegular />} onClick={() => setAsked('edit')}>
                  {commands.edit}
                </MenuItem>
                <MenuItem icon={<KeyResetRegular />} onClick={() => setAsked('rotate')}>
                  {commands.rotate}
                </MenuItem>
              </>
            )}
            <MenuItem icon={<DeleteRegular />} onClick={() => setAsked('remove')}>
              {commands.remove}
            </MenuItem>
          </MenuList>
        </MenuPopover>
      </Menu>
      {problem && <ProblemPanel problem={problem} />}
      {asked === 'edit' && <Edit webhook={webhook} etag={etag} onTold={onTold} onClose={close} />}
      {asked === 'pause' && <Pause webhook={webhook} etag={etag} onTold={onTold} onClose={close} />}
      {asked === 'rotate' && <Rotate webhook={webhook} onClose={close} />}
      {asked === 'remove' && <Remove webhook={webhook} etag={etag} onClose={close} />}
    </>
  )
}

interface Closing {
  readonly onClose: () => void
}

function Edit({ webhook, etag, onTold, onClose }: Props & Closing) {
  const words = useWebhooksWords()
  const refresh = useRefresh()
  const write = useChange(webhook.id, etag, () => {
    onClose()
    onTold(words.changed)
  })
  return (
    <TermsDialog
      before={webhook}
      busy={write.isPending}
      tries={write.tries}
      problem={write.problem}
      onSave={write.run}
      onClose={() => {
        onClose()
        if (write.problem) void refresh()
      }}
    />
  )
}

function Pause({ webhook, etag, onTold, onClose }: Props & Closing) {
  const words = useWebhooksWords()
  const { pause } = words
  const write = useChange(webhook.id, etag, () => {
    onClose()
    onTold(words.paused)
  })
  return (
    <Confirm
      open
      title={pause.title(webhook.description)}
      consequences={[pause.nothing, pause.notKept]}
      verb={pause.verb}
      keep={pause.keep}
      busy={write.isPending}
      tries={write.tries}
      problem={write.problem}
      onConfirm={() => write.run({ enabled: false })}
      onClose={onClose}
    />
  )
}

/** A new secret, shown once it is made. */
function Rotate({ webhook, onClose }: Pick<Props, 'webhook'> & Closing) {
  const words = useWebhooksWords()
  const format = useFormat()
  const { rotate, secret: kept } = words
  const write = useRotate(webhook.id, () => {})
  const made = write.done?.data
  if (made)
    return (
      <SecretDialog
        secret={made.secret}
        about={
          made.previousSecretExpires ? kept.rotated(format.instant(made.previousSecretExpires)) : kept.new
        }
        onClose={onClose}
      />
    )
  return (
    <Confirm
      open
      title={rotate.title(webhook.description)}
      consequences={[rotate.both, rotate.before]}
      verb={rotate.verb}
      busy={write.isPending}
      tries={write.tries}
      problem={write.problem}
      onConfirm={() => write.run(undefined)}
      onClose={onClose}
    />
  )
}

function Remove({ webhook, etag, onClose }: Pick<Props, 'webhook' | 'etag'> & Closing) {
  const { remove } = useWebhooksWords()
  const format = useFormat()
  const navigate = useNavigate()
  const { id, description, waitingEvents, parkedEvents } = webhook
  const write = useRemove(id, etag, () => navigate({ to: '/organization/webhooks', replace: true }))
  return (
    <Confirm
      open
      title={remove.title(description)}
      consequences={[remove.gone(format.number(waitingEvents + parkedEvents)), remove.secret, remove.final]}
      verb={remove.verb}
      keep={remove.keep}
      busy={write.isPending}
      tries={write.tries}
      problem={write.problem}
      onConfirm={() => write.run(undefined)}
      onClose={onClose}
    />
  )
}
