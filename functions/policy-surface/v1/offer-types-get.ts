import { route as sameRoute } from '../offer-types-get.ts'

/** One public tool calls it under this address. */
export const route = sameRoute
