import type { ChildProcess } from 'node:child_process'
import { askToClose } from '#local/stand-ins/child.ts'

export const isWindows = process.platform === 'win32'

/** Ends a process of ours. Windows ends it at once whatever the signal, so there SIGTERM goes by the process's channel. */
export function endBy(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): void {
  if (isWindows && signal === 'SIGTERM') askToClose(child)
  else child.kill(signal)
}
