import type { Answer, RequestContext, RequestPlugin } from './request-plugin.ts'

/** What a request over the network was for; `plan` is the extra one that every new query begins with. */
export type RequestKind = 'read' | 'query' | 'plan' | 'batch' | 'other'

/** Called once for every request over the network, also the failed and the repeated ones. */
export type Observe = (
  kind: RequestKind,
  requestUnits: number,
  /** Of the answer, or what the connection failed with. */
  status: number | string,
  ms: number,
) => void

/** Lets the client tell of every request. */
export function observing(observe: Observe): RequestPlugin {
  const tell = (context: RequestContext, { code, headers }: Answer, startedMs: number) => {
    const requestUnits = Number(headers?.['x-ms-request-charge'] ?? 0)
    observe(kindOf(context), requestUnits, code ?? 'noAnswer', performance.now() - startedMs)
  }
  return async (context, _, next) => {
    const startedMs = performance.now()
    try {
      const answer = await next(context)
      tell(context, answer, startedMs)
      return answer
    } catch (error) {
      tell(context, error as Answer, startedMs)
      throw error
    }
  }
}

function kindOf({ headers, operationType, resourceType }: RequestContext): RequestKind {
  if (resourceType !== 'docs') return 'other'
  if (headers['x-ms-cosmos-is-query-plan-request']) return 'plan'
  if (headers['x-ms-cosmos-is-batch-request']) return 'batch'
  return operationType === 'query' || operationType === 'read' ? operationType : 'other'
}
