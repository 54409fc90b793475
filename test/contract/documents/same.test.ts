import { describe } from 'vitest'
import { sameAsSimulated } from './same-suite.ts'
import { openStandIn } from './stand-in.ts'

describe('the stand-in of Cosmos DB', () => {
  sameAsSimulated('and the simulated store', openStandIn)
})
