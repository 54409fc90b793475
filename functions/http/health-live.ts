import * as z from 'zod'
import { door, nothing } from '../door.ts'

export const healthLive = door({
  name: 'health-live',
  method: 'GET',
  route: '/health/live',
  summary: 'Whether the process answers.',
  tag: 'Health',
  who: 'anyone',
  scope: 'public',
  unversioned: true,
  params: nothing,
  query: nothing,
  answers: { 200: { description: 'It does', body: z.object({ status: z.literal('ok') }) } },
  refusals: [],
  handle: async () => ({ status: 200, body: { status: 'ok' } }),
})
