import type { OrderEvent } from './subscription.ts'

/**
 * So many events a subscription keeps: its purchase and the latest others. It is one document, and whoever changes it
 * back and forth must not fill that up; the audit trail has everything.
 */
export const eventsMax = 500

export function withEvent(history: readonly OrderEvent[], event: OrderEvent): readonly OrderEvent[] {
  const all = [...history, event]
  return all.length <= eventsMax ? all : [...all.slice(0, 1), ...all.slice(1 - eventsMax)]
}
