import { MessageBar, MessageBarBody } from '@fluentui/react-components'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useIsOnline } from '../api/online.ts'
import { useFormat } from '../look/format.ts'
import { useShellWords } from './shell-words.ts'

/** Says that one is offline, and since when what is seen has not been renewed; or which part of the service is down. */
export function OfflineBar() {
  const words = useShellWords()
  const format = useFormat()
  const online = useIsOnline()
  const since = useSince(!online)
  const down = useApiDown(online)
  const text = !online ? words.offline(format.instant(since)) : down
  // Always there: what comes with its text is not heard by everybody.
  return (
    <div role="status">
      {text !== undefined && (
        <MessageBar intent="warning">
          <MessageBarBody>{text}</MessageBarBody>
        </MessageBar>
      )}
    </div>
  )
}

function useSince(holds: boolean): string {
  const [since, setSince] = useState(() => new Date().toISOString())
  useEffect(() => {
    if (holds) setSince(new Date().toISOString())
  }, [holds])
  return since
}

/** Asked only after something went wrong: which part cannot be reached. */
function useApiDown(online: boolean): string | undefined {
  const words = useShellWords()
  const [failed, setFailed] = useState(false)
  useEffect(() => {
    const onFailed = () => setFailed(true)
    addEventListener('api-failed', onFailed)
    return () => removeEventListener('api-failed', onFailed)
  }, [])
  const { data } = useQuery({
    queryKey: ['ready'],
    enabled: failed && online,
    refetchInterval: 5_000,
    retry: false,
    queryFn: async () => {
      const response = await fetch('/health/ready').catch(() => undefined)
      if (response?.ok) {
        setFailed(false)
        return { isDown: false, parts: [] as string[] }
      }
      return { isDown: true, parts: await partsOf(response) }
    },
  })
  if (!failed || !data?.isDown) return undefined
  return data.parts.length > 0 ? words.apiDown(data.parts.join(', ')) : words.apiDownSomewhere
}

async function partsOf(response: Response | undefined): Promise<string[]> {
  try {
    const body = (await response?.json()) as { error?: { innererror?: { unreachable?: string[] } } }
    return body.error?.innererror?.unreachable ?? []
  } catch {
    return []
  }
}
