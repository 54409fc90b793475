import { shared } from './journey.ts'

/** Does something while no worker takes a message: what it asks for stays as it was asked until this is over. */
export async function whileWorkersStop<T>(work: () => Promise<T>): Promise<T> {
  const pid = shared().processes.find(({ name }) => name === 'workers')?.pid
  if (pid === undefined) throw new Error('The shared system has no workers.')
  process.kill(pid, 'SIGSTOP')
  try {
    return await work()
  } finally {
    process.kill(pid, 'SIGCONT')
  }
}
