import { useMutation } from '@tanstack/react-query'
import type { Api } from './client.ts'
import type { Operation } from './operations.ts'
import { ok, type Problem } from './problem.ts'

/** The file that an export has made. Only who may have it gets it, so no plain link would do. (R051) */
export function useExportFile(api: Api, tenantId: string) {
  return useMutation<Blob, Problem, Pick<Operation, 'id' | 'result'>>({
    mutationFn: async (operation) => {
      const params = { path: { t: tenantId, id: exportIdOf(operation) } }
      return (await ok(api.GET('/tenants/{t}/exports/{id}', { params, parseAs: 'blob' }))) as Blob
    },
  })
}

/** The last part of the address where the file is. */
function exportIdOf({ id, result }: Pick<Operation, 'id' | 'result'>): string {
  const { downloadUrl } = result ?? {}
  return (typeof downloadUrl === 'string' && new URL(downloadUrl).pathname.split('/').at(-1)) || id
}
