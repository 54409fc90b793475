import * as z from 'zod'
import { refuse } from '#core/kernel/refusals.ts'
import { Unavailable } from '#core/ports/failures.ts'
import { publicRoute } from '../http/route.ts'
import { nothing } from '../http/shapes.ts'

export const route = publicRoute({
  summary: 'Whether the store, the queues and the mail server can be reached; 503 names those that cannot.',
  tag: 'Health',
  unversioned: true,
  params: nothing,
  query: nothing,
  answers: {
    200: {
      description: 'All of them',
      body: z.object({ status: z.literal('ok').describe('All of them can be reached') }),
    },
  },
  refusals: [],
  async handle({ services }) {
    const parts = Object.keys(services.reachable) as (keyof typeof services.reachable)[]
    const checks = await Promise.allSettled(parts.map((part) => withinTwoSeconds(services.reachable[part]())))
    const unreachable = parts.filter((_, index) => checks[index]?.status === 'rejected')
    if (unreachable.length === 0) return { status: 200, body: { status: 'ok' } }
    return refuse('ServiceUnavailable', { retryAfterMs: 5_000, outcome: 'notDone', unreachable })
  },
})

/** A dependency that hangs counts as unreachable before the caller's own patience ends. */
async function withinTwoSeconds(check: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Unavailable('No answer within two seconds.')), 2_000)
  })
  try {
    await Promise.race([check, late])
  } finally {
    clearTimeout(timer)
  }
}
