import { useState } from 'react'
import { useWrite } from '../api/write.ts'
import { useSession } from '../sign-in/session.tsx'
import type { PersonToImport } from './people-table.ts'
import { useRefresh } from './queries.ts'

/** As many as the API takes at once. */
const peoplePerCall = 1_000

/** A thousand at a time. Whoever was imported before something went wrong is imported again, which changes nothing. */
export function useImport(tenantId: string) {
  const { api } = useSession()
  const refresh = useRefresh()
  const [done, setDone] = useState(0)
  const [isDone, setIsDone] = useState(false)
  const [isPending, setPending] = useState(false)
  const write = useWrite({
    action: `import-people:${tenantId}`,
    send: (users: readonly PersonToImport[], repeat) =>
      api.POST('/ops/tenants/{t}/users/import', {
        params: { path: { t: tenantId } },
        body: { users: [...users] },
        headers: { ...repeat },
      }),
  })
  const run = async (people: readonly PersonToImport[]) => {
    setPending(true)
    setIsDone(false)
    setDone(0)
    try {
      for (let from = 0; from < people.length; from += peoplePerCall) {
        const some = people.slice(from, from + peoplePerCall)
        await write.runAndWait(some)
        setDone(from + some.length)
      }
      setIsDone(true)
    } catch {
      // The page says what went wrong, and offers to try again.
    } finally {
      setPending(false)
      await refresh()
    }
  }
  return {
    run: (people: readonly PersonToImport[]) => void run(people),
    isPending,
    done,
    isDone,
    problem: isPending ? undefined : write.problem,
  }
}
