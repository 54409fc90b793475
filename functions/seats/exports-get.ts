import * as z from 'zod'
import { notFound } from '#core/kernel/refusals.ts'
import type { ExportUsersOperation } from '#core/seats/export.ts'
import { adminReaders } from '../http/caller.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { columnNames, contentType, fileNameOf, rowsOf } from './export-file.ts'

export const route = tenantRoute({
  summary: 'Downloads an export. A file that was lost is made again, the same.',
  tag: 'Subscriptions',
  who: adminReaders,
  params: z.object({ t: guid, id: guid }),
  query: nothing,
  answers: {
    200: {
      description: `${columnNames.join(', ')}; the first line says so`,
      contentTypes: ['text/csv'],
      headers: ['Content-Disposition'],
    },
  },
  refusals: ['NotFound'],
  async handle({ services, caller, params }) {
    const operation = await services.documents.read<ExportUsersOperation>(caller.tenantId, params.id)
    if (operation?.type !== 'operation' || operation.kind !== 'exportUsers') return notFound()
    if (operation.state !== 'Succeeded') return notFound()
    const name = fileNameOf(operation)
    let content: Uint8Array | undefined = await services.files.read(name)
    if (!content) {
      await services.files.write(name, contentType, rowsOf(services, operation))
      content = await services.files.read(name)
    }
    if (!content) return notFound()
    return {
      status: 200,
      headers: { 'Content-Disposition': `attachment; filename="users-${operation.id}.csv"` },
      raw: { contentType, content },
    }
  },
})
