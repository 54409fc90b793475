import type { ServiceBusClient } from '@azure/service-bus'
import type { ServiceBusOptions } from './open-service-bus.ts'

export interface ServiceBusConnection {
  client(): Promise<ServiceBusClient>
  close(): Promise<void>
}

/** Loads the library and connects at the first use, so that a cold start stays short. */
export function serviceBusConnection(options: ServiceBusOptions): ServiceBusConnection {
  let opened: Promise<ServiceBusClient> | undefined
  return {
    client() {
      opened ??= import('./open-service-bus.ts').then(({ openServiceBus }) => openServiceBus(options))
      return opened
    },
    close: async () => (await opened)?.close(),
  }
}
