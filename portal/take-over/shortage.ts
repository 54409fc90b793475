import { Problem } from '../api/problem.ts'

/** That there were too few licences when it came to it: somebody else was faster. */
export interface Shortage {
  readonly targetId: string
  readonly problem: Problem
}

export function isShortage(problem: unknown): problem is Problem {
  return problem instanceof Problem && problem.code === 'NotEnoughLicenses'
}
