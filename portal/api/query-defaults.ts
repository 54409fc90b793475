import type { DefaultOptions } from '@tanstack/react-query'
import { Problem } from './problem.ts'

const retriesMax = 2

/** What is read is asked for again where that may help; what is refused is refused. Writes repeat themselves (api/write). */
export const queryDefaults: DefaultOptions = {
  queries: {
    staleTime: 5_000,
    retry: (failures, error) => failures < retriesMax && error instanceof Problem && error.passes,
    retryDelay: (failures, error) =>
      (error instanceof Problem ? error.retryAfterMs : undefined) ?? 1_000 * 2 ** failures,
  },
  mutations: { networkMode: 'always' },
}
