import * as z from 'zod'
import { Unavailable } from '#core/ports/failures.ts'
import { publicRoute } from '../http/route.ts'
import { nothing } from '../http/shapes.ts'

const shape = z.object({
  status: z.enum(['ok', 'unavailable']).describe('Whether all of them can be reached'),
  unreachable: z.array(z.enum(['documents', 'messages', 'email'])).describe('Those that cannot'),
})

export const route = publicRoute({
  summary: 'Whether the store, the queues and the mail server can be reached.',
  tag: 'Health',
  unversioned: true,
  params: nothing,
  query: nothing,
  answers: {
    200: { description: 'All of them', body: shape },
    503: { description: 'Not the ones named', body: shape },
  },
  refusals: [],
  async handle({ services }) {
    const names = Object.keys(services.reachable) as (keyof typeof services.reachable)[]
    const checks = await Promise.allSettled(names.map((name) => withinTwoSeconds(services.reachable[name]())))
    const unreachable = names.filter((_, index) => checks[index]?.status === 'rejected')
    const ok = unreachable.length === 0
    if (ok) return { status: 200, body: { status: 'ok', unreachable } }
    return { status: 503, headers: { 'Retry-After': '5' }, body: { status: 'unavailable', unreachable } }
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
