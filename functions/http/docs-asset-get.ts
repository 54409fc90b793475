import * as z from 'zod'
import { notFound } from '#core/kernel/refusals.ts'
import { door, nothing } from '../door.ts'

export const docsAssetGet = door({
  name: 'docs-asset-get',
  method: 'GET',
  route: '/docs/{asset}',
  summary: 'A script or style of the page.',
  tag: 'Health',
  who: 'anyone',
  scope: 'public',
  unversioned: true,
  params: z.object({ asset: z.string().max(64) }),
  query: nothing,
  answers: { 200: { description: 'The asset' } },
  refusals: ['NotFound'],
  async handle({ params }) {
    const { docsAsset } = await import('../docs-page.ts')
    const asset = await docsAsset(params.asset)
    if (!asset) return notFound()
    return { status: 200, headers: { 'cache-control': 'public, max-age=3600' }, raw: asset }
  },
})
