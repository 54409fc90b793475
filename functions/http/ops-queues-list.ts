import * as z from 'zod'
import { door, nothing } from '../door.ts'

export const opsQueuesList = door({
  name: 'ops-queues-list',
  method: 'GET',
  route: '/ops/queues',
  summary: 'How much waits in each queue, and how many dead letters it has.',
  tag: 'Ops',
  who: ['operatorReads'],
  scope: 'ops',
  params: nothing,
  query: nothing,
  answers: {
    200: {
      description: 'The queues',
      body: z.object({
        value: z.array(z.object({ queue: z.string(), active: z.int(), deadLettered: z.int() })),
      }),
    },
  },
  refusals: [],
  async handle({ world }) {
    return { status: 200, body: { value: (await world.deadLetters.counts()).map((row) => ({ ...row })) } }
  },
})
