import { blaufels, northline } from '#local/demo/demo-people.ts'
import { expectStatus } from '#local/system/api-client.ts'
import type { Person } from './journey.ts'

/** Organisations of a first start, which others can delegate to: one that has been, and one that has not yet. */
export const demoPartners = { given: blaufels.id, toCome: northline.id }

export function inDays(days: number): string {
  return new Date(Date.now() + days * 24 * 3_600_000).toISOString()
}

/** Lets people of a partner act in the administrator's organisation. */
export async function delegate(
  admin: Person,
  partnerTenantId: string,
  { roles = ['billingAdmin'], expires = inDays(30) }: { roles?: readonly string[]; expires?: string } = {},
): Promise<void> {
  await expectStatus(admin.post('delegations', { partnerTenantId, roles, expires }), 201)
}
