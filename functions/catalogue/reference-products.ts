import * as z from 'zod'
import { allProducts } from '#core/catalogue/products.ts'
import { findCountry } from '#core/kernel/countries.ts'
import { expected } from '../http/messages/messages.ts'
import { rowsAnswer } from '../http/paging.ts'
import { publicRoute } from '../http/route.ts'
import { listOf, nothing, paging } from '../http/shapes.ts'
import { publicProductShape, publicProductView } from './view.ts'

export const route = publicRoute({
  summary: 'What people can get for themselves in a country, with prices, before anyone signs in.',
  tag: 'Reference',
  params: nothing,
  query: z.strictObject({
    ...paging,
    country: z
      .string()
      .regex(/^[A-Z]{2}$/, expected('country'))
      .default('US')
      .describe('ISO 3166-1 alpha-2, or XK'),
  }),
  answers: { 200: { description: 'A page of products', body: listOf(publicProductShape) } },
  refusals: [],
  async handle(context) {
    const { country } = context.query
    const sold = findCountry(country) ? allProducts(context.services.settings.catalogueProfile) : []
    const products = sold
      .filter((product) => !product.excludedCountries.includes(country))
      .map((product) => publicProductView(product, country))
      .filter((product) => product.channels.length > 0)
    return rowsAnswer(context, products)
  },
})
