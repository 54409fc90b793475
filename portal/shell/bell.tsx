import {
  Badge,
  Button,
  makeStyles,
  Popover,
  PopoverSurface,
  PopoverTrigger,
  ProgressBar,
  Text,
  tokens,
} from '@fluentui/react-components'
import { AlertRegular } from '@fluentui/react-icons'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { bellEveryMs, isUnderWay } from '../api/operations.ts'
import { isFinal, ok } from '../api/problem.ts'
import { useOperationWords } from '../look/operation-words.ts'
import { useSession } from '../sign-in/session.tsx'
import { useShellWords } from './shell-words.ts'

const justEndedMs = 30 * 60_000

const useStyles = makeStyles({
  button: { position: 'relative' },
  badge: { position: 'absolute', top: '-2px', right: '-2px' },
  list: {
    listStyle: 'none',
    margin: 0,
    padding: 0,
    display: 'grid',
    gap: tokens.spacingVerticalM,
    width: 'min(340px, 80vw)',
  },
  row: { display: 'grid', gap: tokens.spacingVerticalXXS },
})

/** What is running and what has just ended, in every tab and after any restart: the API knows it, not the browser. (R081) */
export function Bell() {
  const styles = useStyles()
  const words = useShellWords()
  const kinds = useOperationWords()
  const { api, tenantId, may, organization } = useSession()
  const sees = organization !== undefined && (may.readAll || may.seePurchases || may.lookAfterLicenses)
  const { data } = useQuery({
    queryKey: ['bell', tenantId],
    enabled: sees,
    queryFn: () =>
      ok(
        api.GET('/tenants/{t}/operations', { params: { path: { t: tenantId }, query: { maxpagesize: 10 } } }),
      ),
    refetchInterval: ({ state }) => !isFinal(state.error) && bellEveryMs(state.data?.value ?? []),
  })
  const [open, setOpen] = useState(false)
  // What it covers is out of reach until it is closed.
  const close = () => setOpen(false)
  if (!sees) return null
  const since = Date.now() - justEndedMs
  const shown = (data?.value ?? []).filter(
    (operation) => isUnderWay(operation) || Date.parse(operation.completedDateTime ?? '') > since,
  )
  const running = shown.filter(isUnderWay).length
  return (
    <Popover
      trapFocus
      positioning="below-end"
      open={open}
      onOpenChange={(_event, { open: wanted }) => setOpen(wanted)}
    >
      <PopoverTrigger disableButtonEnhancement>
        <Button
          className={styles.button}
          appearance="subtle"
          icon={
            <>
              <AlertRegular />
              {running > 0 && (
                <Badge className={styles.badge} size="small">
                  {running}
                </Badge>
              )}
            </>
          }
          aria-label={words.bell(running)}
        />
      </PopoverTrigger>
      <PopoverSurface aria-label={words.bell(running)}>
        <ul className={styles.list}>
          {shown.length === 0 && <li>{words.noOperations}</li>}
          {shown.map((operation) => (
            <li key={operation.id} className={styles.row}>
              <Link to="/operations/$id" params={{ id: operation.id }} onClick={close}>
                {kinds.kinds[operation.kind]}
              </Link>
              <Text size={200}>{kinds.status[operation.status]}</Text>
              {isUnderWay(operation) && (
                <ProgressBar
                  value={operation.percentComplete / 100}
                  aria-label={kinds.kinds[operation.kind]}
                />
              )}
            </li>
          ))}
          {running > 0 && <li>{words.goesOn}</li>}
          <li>
            <Link to="/operations" onClick={close}>
              {words.allOperations}
            </Link>
          </li>
        </ul>
      </PopoverSurface>
    </Popover>
  )
}
