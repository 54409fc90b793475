/** Whoever takes a work item makes a lease up, and completes it with the same: kept in this tab until then. */
const prefix = 'lease:'

export function leaseOf(itemId: string, storage: Storage = sessionStorage): string | undefined {
  return storage.getItem(prefix + itemId) ?? undefined
}

export function keepLease(itemId: string, leaseId: string, storage: Storage = sessionStorage): void {
  storage.setItem(prefix + itemId, leaseId)
}

export function forgetLease(itemId: string, storage: Storage = sessionStorage): void {
  storage.removeItem(prefix + itemId)
}
