import { route as sameRoute } from '../products-get.ts'

/** One public tool calls it under this address. */
export const route = sameRoute
