import type { DefaultOptions } from '@tanstack/react-query'
import { Problem } from './problem.ts'

const retriesMax = 2
/** Told to wait for longer, the person is told so instead. */
const toldMaxMs = 10_000

/** What is read is asked for again where that may help; what is refused is refused. Writes repeat themselves (api/write). */
export const queryDefaults: DefaultOptions = {
  queries: { staleTime: 5_000, retry: mayRetry, retryDelay: retryDelayMs },
  mutations: { networkMode: 'always' },
}

export function mayRetry(failures: number, error: unknown): boolean {
  if (!(error instanceof Problem) || !error.passes) return false
  return failures < retriesMax && (error.retryAfterMs ?? 0) <= toldMaxMs
}

export function retryDelayMs(failures: number, error: unknown): number {
  const told = error instanceof Problem ? error.retryAfterMs : undefined
  return Math.max(told ?? 1_000 * 2 ** failures, 1_000)
}
