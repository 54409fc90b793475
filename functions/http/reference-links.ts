import * as z from 'zod'
import { linksOf } from '#core/organisation/links.ts'
import { door, nothing } from '../door.ts'
import { etagOf } from '../views/product.ts'

export const referenceLinks = door({
  name: 'reference-links',
  method: 'GET',
  route: '/reference/links',
  summary: 'The pages of the original admin centre and its help, by cloud; never another cloud’s.',
  tag: 'Reference',
  who: 'anyone',
  scope: 'public',
  params: nothing,
  query: z.strictObject({ cloud: z.enum(['worldwide', 'germany', '21vianet']).default('worldwide') }),
  answers: {
    200: {
      description: 'Links and notices',
      body: z
        .object({
          cloud: z.enum(['worldwide', 'germany', '21vianet']),
          pages: z.record(z.string(), z.url()),
          help: z.record(z.string(), z.url()),
          appLauncherTile: z.url(),
          notices: z.array(z.object({ text: z.string(), help: z.url() })),
        })
        .meta({ id: 'Links' }),
    },
  },
  refusals: [],
  async handle(call) {
    const { cloud } = call.query
    const { pages, help, appLauncherTile, notices } = linksOf(cloud, call.language)
    const body = {
      cloud,
      pages: { ...pages },
      help: { ...help },
      appLauncherTile,
      notices: notices.map((notice) => ({ ...notice })),
    }
    return { status: 200, body, etag: etagOf(call, body) }
  },
})
