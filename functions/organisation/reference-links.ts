import * as z from 'zod'
import { linksOf } from '#core/organisation/links.ts'
import { clouds } from '#core/organisation/tenant.ts'
import { etagOf } from '../http/etag.ts'
import { publicRoute } from '../http/route.ts'
import { nothing } from '../http/shapes.ts'

export const route = publicRoute({
  summary: 'The pages of the original admin centre and its help, by cloud; never another cloud’s.',
  tag: 'Reference',
  params: nothing,
  query: z.strictObject({ cloud: z.enum(clouds).default('worldwide').describe('Whose links to give') }),
  answers: {
    200: {
      description: 'Links and notices',
      headers: ['ETag'],
      body: z
        .object({
          cloud: z.enum(clouds).describe('Whose links these are'),
          pages: z.record(z.string(), z.url()).describe('Pages of the admin centre, by name'),
          help: z.record(z.string(), z.url()).describe('Pages of its help, by topic'),
          appLauncherTile: z.url().describe('Where the Admin tile of the app launcher leads'),
          notices: z
            .array(
              z.object({
                text: z.string().describe('In the language of the request'),
                help: z.url().describe('Where to read on'),
              }),
            )
            .describe('What people of this cloud have to know'),
        })
        .meta({ id: 'Links', title: 'Links of a cloud' }),
    },
  },
  refusals: [],
  async handle(context) {
    const { cloud } = context.query
    const { pages, help, appLauncherTile, notices } = linksOf(cloud, context.language)
    const body = {
      cloud,
      pages: { ...pages },
      help: { ...help },
      appLauncherTile,
      notices: notices.map((notice) => ({ ...notice })),
    }
    return { status: 200, body, etag: etagOf(context.services, body) }
  },
})
