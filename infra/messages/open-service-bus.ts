import { ServiceBusClient, type ServiceBusClientOptions } from '@azure/service-bus'

/** A connection string, or the name of a namespace that this process may use as itself. */
export type ServiceBusOptions = (
  | { readonly connectionString: string }
  | { readonly fullyQualifiedNamespace: string }
) & {
  /** What stands before the name of every queue, for tests that are guests in a namespace. */
  readonly queuePrefix?: string
}

const clientOptions: ServiceBusClientOptions = {
  // A call on a connection that has gone silent waits all of that time before it is tried again on another one; the
  // defaults add up to more than four minutes.
  retryOptions: { timeoutInMs: 5_000, maxRetries: 1, retryDelayInMs: 200 },
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
