import { csvRow } from '#core/kernel/csv.ts'
import type { SubscriptionId } from '#core/kernel/ids.ts'
import type { Ports } from '#core/ports/ports.ts'
import { type Assignment, everIn, wasHeldAt } from '#core/seats/assignment.ts'
import type { ExportUsersOperation } from '#core/seats/export.ts'

/** The columns of the file, by name; their order is part of the API. */
const columns = {
  userId: ({ userId }) => userId,
  userPrincipalName: ({ userPrincipalName }) => userPrincipalName,
  displayName: ({ displayName }) => displayName,
  subscriptionId: (_, subscriptionId) => subscriptionId,
} satisfies Record<string, (of: Assignment, subscriptionId: SubscriptionId) => string>

export const columnNames = Object.keys(columns)
const cells = Object.values(columns)

export const contentType = 'text/csv; charset=utf-8'

export function fileNameOf({ tenantId, id }: ExportUsersOperation): string {
  return `${tenantId}/${id}.csv`
}

/** The rows of an export, a page at a time; `onUser` counts them. Order: as the subscriptions were asked for. */
export async function* rowsOf(
  { documents, throttle }: Pick<Ports, 'documents' | 'throttle'>,
  { tenantId, subscriptions }: ExportUsersOperation,
  onUser: () => void = () => {},
): AsyncGenerator<string> {
  yield csvRow(columnNames)
  for (const { id, lots, sequence } of subscriptions) {
    const query = { where: everIn(lots.map(({ lotId }) => lotId)) }
    for await (const page of documents.pages<Assignment>(tenantId, query, 1_000)) {
      await throttle.spend(tenantId, page.requestUnits)
      let rows = ''
      for (const assignment of page.items) {
        if (!wasHeldAt(assignment, lots, sequence)) continue
        rows += csvRow(cells.map((cell) => cell(assignment, id)))
        onUser()
      }
      yield rows
    }
  }
}
