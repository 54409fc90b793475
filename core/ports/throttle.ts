import type { TenantId } from '../kernel/ids.ts'

/** Keeps a tenant's jobs to a share of its request units, so that its screens stay fast meanwhile. */
export interface Throttle {
  /** Waits until the tenant may spend again after having spent that much. */
  spend(tenantId: TenantId, requestUnits: number): Promise<void>
  /** The tenant's jobs were refused, so others spend as well: they go slower for a while. */
  slowDown(tenantId: TenantId): void
}
