import { inject } from 'vitest'
import type { Document } from '#core/documents.ts'
import type { TenantId } from '#core/kernel/ids.ts'
import type { Stored } from '#core/ports/documents.ts'
import { cosmosConnection } from '#infra/documents/cosmos-connection.ts'
import { cosmosDocuments } from '#infra/documents/cosmos-documents.ts'
import type { AppSettings } from '#local/system/app-settings.ts'
import { stateFiles } from '#local/system/state-folder.ts'
import { readWhole } from '#local/system/whole-file.ts'

/** Everything of one organisation as it lies in the store: for what no route shows yet, and for "nothing changed". */
export async function storedDocuments(tenantId: string): Promise<readonly Stored<Document>[]> {
  const settings = readWhole<AppSettings>(stateFiles(inject('sharedState')).settings)
  const connection = cosmosConnection({
    endpoint: settings?.['COSMOS_ENDPOINT'] ?? '',
    key: settings?.['COSMOS_KEY'] ?? '',
  })
  try {
    const found: Stored<Document>[] = []
    const everything = cosmosDocuments(connection).pages<Document>(
      tenantId as TenantId,
      { where: [{ field: 'tenantId', is: '=', value: tenantId }] },
      1_000,
    )
    for await (const page of everything) found.push(...page.items)
    return found
  } finally {
    await connection.close()
  }
}

/** The actions of the audit trail on a subscription or operation, oldest first. */
export async function auditedOn(tenantId: string, id: string): Promise<readonly string[]> {
  return (await auditEntries(tenantId))
    .filter(({ subscriptionId, operationId }) => subscriptionId === id || operationId === id)
    .map(({ action }) => action)
}

export async function auditEntries(tenantId: string) {
  const documents = await storedDocuments(tenantId)
  return documents.filter((document) => document.type === 'audit')
}
