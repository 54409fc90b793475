import { ServiceBusClient, type ServiceBusClientOptions } from '@azure/service-bus'
import type { ServiceBusOptions } from './service-bus-connection.ts'

const clientOptions: ServiceBusClientOptions = {
  // A send on a connection that was cut waits all of this time before it is tried again; the default is a minute.
  retryOptions: { timeoutInMs: 10_000, maxRetries: 3, retryDelayInMs: 500 },
}

/**
 * In a file of its own, because the library is CommonJS: imported lazily itself, the bundle would have no name of it
 * but `default`.
 */
export async function openServiceBus(options: ServiceBusOptions): Promise<ServiceBusClient> {
  if ('connectionString' in options) return new ServiceBusClient(options.connectionString, clientOptions)
  const { DefaultAzureCredential } = await import('@azure/identity')
  return new ServiceBusClient(options.fullyQualifiedNamespace, new DefaultAzureCredential(), clientOptions)
}
