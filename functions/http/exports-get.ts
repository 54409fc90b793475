import * as z from 'zod'
import { notFound } from '#core/kernel/refusals.ts'
import type { Operation } from '#core/operations/operation.ts'
import { adminReaders } from '../caller.ts'
import { door, guid, nothing } from '../door.ts'
import { fileNameOf, rowsOf } from '../export-file.ts'

export const exportsGet = door({
  name: 'exports-get',
  method: 'GET',
  route: '/tenants/{t}/exports/{id}',
  summary: 'Downloads an export. A file that was lost is made again from the licences as they are now.',
  tag: 'Subscriptions',
  who: adminReaders,
  scope: 'tenant',
  params: z.object({ t: guid, id: guid }),
  query: nothing,
  answers: { 200: { description: 'text/csv: userId, userPrincipalName, displayName, subscriptionId' } },
  refusals: ['NotFound'],
  async handle({ world, caller, params }) {
    const operation = await world.documents.read<Operation>(caller.tenantId, params.id)
    if (operation?.type !== 'operation' || operation.kind !== 'exportUsers') return notFound()
    if (operation.state !== 'Succeeded') return notFound()
    const name = fileNameOf(operation)
    let content: Uint8Array | undefined = await world.files.read(name)
    if (!content) {
      await world.files.write(name, 'text/csv; charset=utf-8', rowsOf(world, operation))
      content = await world.files.read(name)
    }
    if (!content) return notFound()
    return {
      status: 200,
      headers: { 'Content-Disposition': `attachment; filename="users-${operation.id}.csv"` },
      raw: { contentType: 'text/csv; charset=utf-8', content },
    }
  },
})
