import * as z from 'zod'
import { allProducts } from '#core/catalogue/products.ts'
import { findCountry } from '#core/kernel/countries.ts'
import { door, nothing } from '../door.ts'
import { rowsAnswer } from '../paging.ts'
import { publicProductShape, publicProductView } from '../views/product.ts'
import { listOf, paging } from '../views/shapes.ts'

export const referenceProducts = door({
  name: 'reference-products',
  method: 'GET',
  route: '/reference/products',
  summary: 'What people can get for themselves in a country, with prices, before anyone signs in.',
  tag: 'Reference',
  who: 'anyone',
  scope: 'public',
  params: nothing,
  query: z.strictObject({
    ...paging,
    country: z
      .string()
      .regex(/^[A-Z]{2}$/, 'Expected a country by its two letters.')
      .default('US'),
  }),
  answers: { 200: { description: 'Products', body: listOf(publicProductShape) } },
  refusals: [],
  async handle(call) {
    const { country } = call.query
    const sold = findCountry(country) ? allProducts(call.world.settings.catalogueProfile) : []
    const products = sold
      .filter((product) => !product.excludedCountries.includes(country))
      .map((product) => publicProductView(product, country))
      .filter((product) => product.channels.length > 0)
    return rowsAnswer(call, products)
  },
})
