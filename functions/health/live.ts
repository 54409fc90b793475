import * as z from 'zod'
import { publicRoute } from '../http/route.ts'
import { nothing } from '../http/shapes.ts'

export const route = publicRoute({
  summary: 'Whether the process answers.',
  tag: 'Health',
  unversioned: true,
  params: nothing,
  query: nothing,
  answers: {
    200: { description: 'It does', body: z.object({ status: z.literal('ok').describe('Always `ok`') }) },
  },
  refusals: [],
  handle: async () => ({ status: 200, body: { status: 'ok' } }),
})
