import { Button, makeStyles, Text, tokens } from '@fluentui/react-components'
import { Link } from '@tanstack/react-router'
import { Component, type ReactNode, useEffect } from 'react'
import { isChunkGone } from '../api/parts.ts'
import { Page } from '../look/page.tsx'
import { useRoleWords } from '../look/role-words.ts'
import type { RoleName } from '../sign-in/may.ts'
import { useShellWords } from './shell-words.ts'

const useStyles = makeStyles({
  alone: {
    display: 'grid',
    gap: tokens.spacingVerticalM,
    padding: tokens.spacingHorizontalXXXL,
    maxWidth: '560px',
    margin: '0 auto',
  },
  buttons: { display: 'flex', gap: tokens.spacingHorizontalS, flexWrap: 'wrap' },
})

/** The same for what is not there and what is somebody else's. */
export function NotFound() {
  const words = useShellWords()
  return (
    <Page title={words.notFound}>
      <Text>{words.notFoundWhy}</Text>
      <Link to="/">{words.toHome}</Link>
    </Page>
  )
}

/** Says which roles would do: with that one can ask for one. */
export function Forbidden({ roles }: { readonly roles: readonly RoleName[] }) {
  const words = useShellWords()
  const names = useRoleWords()
  return (
    <Page title={words.forbidden}>
      <Text>{words.forbiddenWhy}</Text>
      <ul>
        {roles.map((role) => (
          <li key={role}>{names[role]}</li>
        ))}
      </ul>
      <Text>{words.forbiddenAsk}</Text>
      <Link to="/">{words.toHome}</Link>
    </Page>
  )
}

/** A page of its own, outside the frame: before or after sign-in. */
export function Alone({
  title,
  why,
  children,
}: {
  readonly title: string
  readonly why?: string
  readonly children?: ReactNode
}) {
  const styles = useStyles()
  // A dialog that was open has hidden all but itself from screen readers, and is gone without a chance to show it again.
  useEffect(() => document.getElementById('portal')?.removeAttribute('aria-hidden'), [])
  return (
    <main className={styles.alone}>
      <Page title={title}>
        {why !== undefined && <Text>{why}</Text>}
        <div className={styles.buttons}>{children}</div>
      </Page>
    </main>
  )
}

/** What a page throws: a chunk that a deployment took away, or a fault of ours. What is around it stays. */
export class FaultBoundary extends Component<{ readonly children: ReactNode }, { readonly fault: unknown }> {
  override readonly state: { readonly fault: unknown } = { fault: undefined }

  static getDerivedStateFromError(fault: unknown) {
    return { fault }
  }

  override render() {
    return this.state.fault === undefined ? this.props.children : <Fault fault={this.state.fault} />
  }
}

/** What a page throws takes the place of that page alone; whoever goes elsewhere leaves it behind. */
export function PageFault() {
  const words = useShellWords()
  const styles = useStyles()
  return (
    <Page title={words.failed}>
      <Text>{words.failedWhy}</Text>
      <div className={styles.buttons}>
        <Button appearance="primary" onClick={() => location.reload()}>
          {words.reload}
        </Button>
      </div>
    </Page>
  )
}

export function Fault({ fault }: { readonly fault: unknown }) {
  const words = useShellWords()
  const renewed = isChunkGone(fault)
  return (
    <Alone
      title={renewed ? words.newVersion : words.failed}
      why={renewed ? words.newVersionWhy : words.failedWhy}
    >
      <Button appearance="primary" onClick={() => location.reload()}>
        {words.reload}
      </Button>
    </Alone>
  )
}
