/** What of the audit trail is shown: stands in the address. */
export interface AuditSearch {
  /** Days, as `2026-11-22`. */
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly actor?: string | undefined
  readonly action?: string | undefined
  readonly subscriptionId?: string | undefined
}
