import * as z from 'zod'
import { countries } from '#core/kernel/countries.ts'
import { door, nothing } from '../door.ts'
import { rowsAnswer } from '../paging.ts'
import { listOf, paging } from '../views/shapes.ts'

export const referenceCountries = door({
  name: 'reference-countries',
  method: 'GET',
  route: '/reference/countries',
  summary: 'The countries and regions in which purchases are available, in one order for every language.',
  tag: 'Reference',
  who: 'anyone',
  scope: 'public',
  params: nothing,
  query: z.strictObject(paging),
  answers: {
    200: {
      description: 'Countries and regions',
      body: listOf(
        z
          .object({ code: z.string().describe('ISO 3166-1 alpha-2, or XK'), name: z.string() })
          .meta({ id: 'Country' }),
      ),
    },
  },
  refusals: [],
  async handle(call) {
    return rowsAnswer(
      call,
      countries.map(({ code, name }) => ({ code, name: name[call.language] })),
    )
  },
})
