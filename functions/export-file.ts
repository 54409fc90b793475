import { csvRow, usersExportHeader } from '#core/kernel/csv.ts'
import type { Operation } from '#core/operations/operation.ts'
import type { World } from '#core/ports/services.ts'
import type { Assignment } from '#core/seats/assignment.ts'
import { heldIn } from './subscriptions.ts'

export function fileNameOf(operation: Operation): string {
  return `${operation.tenantId}/${operation.id}.csv`
}

/** The rows of an export, a page at a time; `onUser` counts them. Order: as the subscriptions were asked for. */
export async function* rowsOf(
  world: World,
  operation: Operation,
  onUser: () => void = () => {},
): AsyncGenerator<string> {
  yield csvRow(usersExportHeader)
  for (const subscriptionId of operation.subscriptionIds) {
    const query = { where: heldIn(subscriptionId, 'active') }
    for await (const page of world.documents.pages<Assignment>(operation.tenantId, query, 1_000)) {
      await world.pace.spend(operation.tenantId, page.requestUnits)
      let rows = ''
      for (const { userId, userPrincipalName, displayName } of page.items) {
        rows += csvRow([userId, userPrincipalName, displayName, subscriptionId])
        onUser()
      }
      yield rows
    }
  }
}
