import { shared } from './journey.ts'

/** Does something while no worker takes a message: what it asks for stays as it was asked until this is over. */
export async function whileWorkersStop<T>(work: () => Promise<T>): Promise<T> {
  const goOn = stopWorkers()
  try {
    return await work()
  } finally {
    goOn()
  }
}

/** No worker takes a message, and no timer finds what falls due, until the function that is given back is called. */
export function stopWorkers(): () => void {
  const pid = shared().processes.find(({ name }) => name === 'workers')?.pid
  if (pid === undefined) throw new Error('The shared system has no workers.')
  process.kill(pid, 'SIGSTOP')
  return () => process.kill(pid, 'SIGCONT')
}
