import * as z from 'zod'
import { pageAnswer } from '../http/paging.ts'
import { ownRoute } from '../http/route.ts'
import { listOf, nothing, paging } from '../http/shapes.ts'
import { customerShape, customersOf } from './customers.ts'

export const route = ownRoute({
  summary: 'For people of a partner: the organisations in which they may act, with the roles and until when.',
  tag: 'Organisation',
  params: nothing,
  query: z.strictObject(paging),
  answers: {
    200: { description: 'A page of customers; none for anybody else', body: listOf(customerShape) },
  },
  refusals: [],
  handle: (context) => pageAnswer(context, (from) => customersOf(context, from)),
})
