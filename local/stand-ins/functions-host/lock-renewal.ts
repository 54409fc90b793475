import type { ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus'

/**
 * Renews a message's lock while its handler runs, for at most `maxMs`. The client's own renewal is not used: it
 * counts from the arrival, also while a prefetched message waits, and mixes up two messages with the same id.
 */
export function keepLocked(
  receiver: () => ServiceBusReceiver,
  message: ServiceBusReceivedMessage,
  maxMs: number,
  onError: (error: unknown) => void,
): () => void {
  const end = Date.now() + maxMs
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  const arm = (lockedUntil: Date | undefined) => {
    const leftMs = (lockedUntil?.getTime() ?? 0) - Date.now()
    // As the real extension: half the time that is left, but never more than 10 s before the end.
    const waitMs = leftMs - Math.min(leftMs / 2, 10_000)
    if (stopped || leftMs <= 0 || Date.now() + waitMs > end) return
    timer = setTimeout(() => {
      receiver()
        .renewMessageLock(message)
        .then(arm, (error: unknown) => {
          if (!stopped) onError(error)
        })
    }, waitMs)
  }
  arm(message.lockedUntilUtc)
  return () => {
    stopped = true
    clearTimeout(timer)
  }
}
