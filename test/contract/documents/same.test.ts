import { sameAsSimulated } from './same-suite.ts'
import { openStandIn } from './stand-in.ts'

sameAsSimulated('the stand-in of Cosmos DB and the simulated store', openStandIn)
