import { runAsChild } from '../child.ts'
import { type ServiceBusOptions, startServiceBus } from './service-bus.ts'

await runAsChild(async (options: ServiceBusOptions) => {
  const bus = await startServiceBus(options)
  return { ready: { port: bus.port }, close: () => bus.close() }
})
