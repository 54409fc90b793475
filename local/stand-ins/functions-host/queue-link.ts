import {
  ServiceBusClient,
  type ServiceBusReceivedMessage,
  type ServiceBusReceiver,
  type SubscribeOptions,
} from '@azure/service-bus'

export interface QueueLink {
  readonly receiver: ServiceBusReceiver
  /** Resolves with the reason when nothing more can be expected of this link. */
  readonly broken: Promise<unknown>
  /** Takes no more messages; those that were taken can still be settled. */
  pause(): Promise<void>
  close(): Promise<void>
}

/**
 * One connection that receives from one queue until it breaks. The client would reconnect by itself, but after some
 * cuts it waits a minute or for ever, so a broken link is thrown away whole.
 */
export function openQueueLink(
  connectionString: string,
  queueName: string,
  timeoutInMs: number,
  credit: number,
  onMessage: (message: ServiceBusReceivedMessage) => Promise<void>,
): QueueLink {
  // No retries of its own: a second settlement inside the client would pass by the settlement gate.
  const client = new ServiceBusClient(connectionString, {
    retryOptions: { maxRetries: 0, retryDelayInMs: 250, timeoutInMs },
  })
  const receiver = client.createReceiver(queueName, {
    receiveMode: 'peekLock',
    skipParsingBodyAsJson: true,
    maxAutoLockRenewalDurationInMs: 0, // See keepLocked.
  })
  const { promise: broken, resolve } = Promise.withResolvers<unknown>()
  const options: SubscribeOptions = { autoCompleteMessages: false, maxConcurrentCalls: credit }
  const subscription = receiver.subscribe(
    { processMessage: onMessage, processError: async ({ error }) => resolve(error) },
    options,
  )
  return { receiver, broken, pause: () => subscription.close(), close: () => client.close() }
}
