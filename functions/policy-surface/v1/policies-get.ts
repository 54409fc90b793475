import { route as sameRoute } from '../policies-get.ts'

/** One public tool calls it under this address. */
export const route = sameRoute
