import type { ReactNode } from 'react'
import { ProblemPanel } from '../problem-panel.tsx'

/** What of a list tells whether something went wrong, and whether there was something before. */
export interface Told {
  /** Whether it has come once; it may have been empty. */
  readonly isLoaded: boolean
  readonly problem?: unknown
  readonly tryAgain: () => void
}

/**
 * What went wrong is told above what has come before, which stays, with what somebody has typed in it: a later page may
 * fail, or the list when it is asked for again.
 */
export function WithProblem({ list, children }: { readonly list: Told; readonly children: ReactNode }) {
  return (
    <>
      {list.problem !== undefined && <ProblemPanel problem={list.problem} onTryAgain={list.tryAgain} />}
      {(list.problem === undefined || list.isLoaded) && children}
    </>
  )
}
