import * as z from 'zod'
import { countries } from '#core/kernel/countries.ts'
import { rowsAnswer } from '../http/paging.ts'
import { publicRoute } from '../http/route.ts'
import { listOf, nothing, paging } from '../http/shapes.ts'

export const route = publicRoute({
  summary: 'The countries and regions in which purchases are available, in one order for every language.',
  tag: 'Reference',
  params: nothing,
  query: z.strictObject(paging),
  answers: {
    200: {
      description: 'Countries and regions',
      body: listOf(
        z
          .object({
            code: z.string().describe('ISO 3166-1 alpha-2, or XK'),
            name: z.string().describe('In the language of the request'),
          })
          .meta({ id: 'Country', title: 'Country or region' }),
      ),
    },
  },
  refusals: [],
  async handle(context) {
    return rowsAnswer(
      context,
      countries.map(({ code, name }) => ({ code, name: name[context.language] })),
    )
  },
})
