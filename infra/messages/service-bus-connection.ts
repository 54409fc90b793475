import type { ServiceBusClient, ServiceBusClientOptions } from '@azure/service-bus'

/** A connection string, or the name of a namespace that this process may use as itself. */
export type ServiceBusOptions =
  | { readonly connectionString: string }
  | { readonly fullyQualifiedNamespace: string }

export interface ServiceBusConnection {
  client(): Promise<ServiceBusClient>
  close(): Promise<void>
}

const clientOptions: ServiceBusClientOptions = {
  // A send on a connection that was cut waits all of this time before it is tried again; the default is a minute.
  retryOptions: { timeoutInMs: 10_000, maxRetries: 3, retryDelayInMs: 500 },
}

/** Loads the library and connects at the first use, so that a cold start stays short. */
export function serviceBusConnection(options: ServiceBusOptions): ServiceBusConnection {
  let opened: Promise<ServiceBusClient> | undefined
  return {
    client() {
      opened ??= open(options)
      return opened
    },
    close: async () => (await opened)?.close(),
  }
}

async function open(options: ServiceBusOptions): Promise<ServiceBusClient> {
  const { ServiceBusClient } = await import('@azure/service-bus')
  if ('connectionString' in options) return new ServiceBusClient(options.connectionString, clientOptions)
  const { DefaultAzureCredential } = await import('@azure/identity')
  return new ServiceBusClient(options.fullyQualifiedNamespace, new DefaultAzureCredential(), clientOptions)
}
