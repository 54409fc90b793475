import { runAsChild } from '../child.ts'
import { type CosmosOptions, startCosmos } from './cosmos.ts'

await runAsChild(async (options: CosmosOptions) => {
  const cosmos = await startCosmos(options)
  return { ready: { port: cosmos.port }, close: () => cosmos.close() }
})
