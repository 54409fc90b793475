import * as z from 'zod'
import { publicRoute } from '../http/route.ts'
import { nothing } from '../http/shapes.ts'

export const route = publicRoute({
  summary: 'Whether the process answers, and which release it is.',
  tag: 'Health',
  unversioned: true,
  params: nothing,
  query: nothing,
  answers: {
    200: {
      description: 'It does',
      body: z.object({
        status: z.literal('ok').describe('Always `ok`'),
        version: z.string().describe('The release, such as `1.4.0`'),
        commit: z.string().optional().describe('What it was built from, where that was a commit and no more'),
      }),
    },
  },
  refusals: [],
  handle: async ({ services }) => ({ status: 200, body: { status: 'ok', ...services.settings.release } }),
})
