import { route as sameRoute } from '../offer-types-put.ts'

/** One public tool calls it under this address. */
export const route = sameRoute
