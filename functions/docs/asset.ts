import * as z from 'zod'
import { notFound } from '#core/kernel/refusals.ts'
import { publicRoute } from '../http/route.ts'
import { nothing } from '../http/shapes.ts'
import { docsAsset } from './assets.ts'

export const route = publicRoute({
  summary: 'A script or style of the page.',
  tag: 'Health',
  unversioned: true,
  params: z.object({ asset: z.string().max(64).describe('Its file name') }),
  query: nothing,
  answers: { 200: { description: 'The asset', contentTypes: ['text/css', 'text/javascript'] } },
  refusals: ['NotFound'],
  async handle({ params }) {
    const asset = await docsAsset(params.asset)
    if (!asset) return notFound()
    return { status: 200, headers: { 'cache-control': 'public, max-age=3600' }, raw: asset }
  },
})
