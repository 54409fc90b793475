import { findCardNumber } from '#core/kernel/card-number.ts'
import type { Facts } from '#core/ports/telemetry.ts'

type Value = string | number

/** Where OpenTelemetry has a name for it, that one; all others are ours. */
const names = {
  tenantId: 'seatwarden.tenant_id',
  operationId: 'seatwarden.operation_id',
  method: 'http.request.method',
  route: 'http.route',
  status: 'http.response.status_code',
  refusal: 'seatwarden.refusal',
  queue: 'messaging.destination.name',
  deliveryCount: 'seatwarden.delivery_count',
  outcome: 'seatwarden.outcome',
  writes: 'seatwarden.writes',
  requestUnits: 'seatwarden.request_units',
  operation: 'db.operation.name',
} as const satisfies Record<keyof Facts, string>

export function attributesOf(facts: Facts = {}): Record<string, Value> {
  const attributes: Record<string, Value> = {}
  for (const [fact, value] of Object.entries(facts) as [keyof Facts, Value | undefined][]) {
    if (value !== undefined) attributes[names[fact]] = typeof value === 'number' ? value : safe(value)
  }
  return attributes
}

/**
 * The last guard: what looks like a name, an address or a card number is withheld. Every text that belongs here is one
 * word of ours, a path from the table of routes, or an id.
 */
export function safe(text: string): string {
  return /^[\w.:/{}*-]{0,120}$/.test(text) && !findCardNumber(text) ? text : 'withheld'
}

/** Of an error only what kind it is: what it says may repeat anything. */
export function errorType(error: unknown): string {
  return error instanceof Error ? safe(error.name) : typeof error
}
