import * as z from 'zod'
import { documentId } from '#core/kernel/document-ids.ts'
import type { TenantId } from '#core/kernel/ids.ts'
import { isRefusal } from '#core/kernel/refusals.ts'
import { judgeWork, type LastSweep } from '#core/operations/last-sweep.ts'
import { publicRoute } from '../http/route.ts'
import { nothing } from '../http/shapes.ts'

const age = z.int().min(0)

export const route = publicRoute({
  summary:
    'Whether the timer runs and operations get on, for whoever watches from outside; 503 says what stands still.',
  tag: 'Health',
  unversioned: true,
  params: nothing,
  query: nothing,
  answers: {
    200: {
      description: 'Work goes on',
      body: z.object({
        status: z.literal('ok').describe('Work goes on'),
        sinceSweepSeconds: age.describe('Since the timer has last looked for all forgotten work'),
        oldestUnfinishedSeconds: age.describe(
          'How long the unfinished operation has not got on that was left alone longest; not those that are paused or wait for a person',
        ),
      }),
    },
  },
  refusals: ['WorkStandsStill'],
  async handle({ services }) {
    const operators = services.settings.operatorTenantId as TenantId
    const last = await services.documents.read<LastSweep>(operators, documentId.lastSweep)
    const work = judgeWork(last, services.machineClock.now())
    return isRefusal(work) ? work : { status: 200, body: { status: 'ok', ...work } }
  },
})
