import * as z from 'zod'
import { Unavailable } from '#core/ports/failures.ts'
import { door, nothing } from '../door.ts'

const shape = z.object({
  status: z.enum(['ok', 'unavailable']),
  unreachable: z.array(z.enum(['documents', 'messages', 'email'])),
})

export const healthReady = door({
  name: 'health-ready',
  method: 'GET',
  route: '/health/ready',
  summary: 'Whether the store, the queues and the mail server can be reached.',
  tag: 'Health',
  who: 'anyone',
  scope: 'public',
  unversioned: true,
  params: nothing,
  query: nothing,
  answers: {
    200: { description: 'All of them', body: shape },
    503: { description: 'Not the ones named', body: shape },
  },
  refusals: [],
  async handle({ world }) {
    const names = Object.keys(world.reachable) as (keyof typeof world.reachable)[]
    const checks = await Promise.allSettled(names.map((name) => withinTwoSeconds(world.reachable[name]())))
    const unreachable = names.filter((_, index) => checks[index]?.status === 'rejected')
    const ok = unreachable.length === 0
    return { status: ok ? 200 : 503, body: { status: ok ? 'ok' : 'unavailable', unreachable } }
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
