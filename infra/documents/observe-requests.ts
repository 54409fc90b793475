import type { CosmosClientOptions } from '@azure/cosmos'

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

interface RequestContext {
  readonly operationType: string
  readonly resourceType: string
  readonly headers: Readonly<Record<string, unknown>>
}

interface Answer {
  readonly code?: number | string
  readonly headers?: Readonly<Record<string, unknown>>
}

type Next = (context: RequestContext) => Promise<Answer>

/** Lets the client tell of every request. Its plugins are public in its package but not in its option types. */
export function observer(options: CosmosClientOptions, observe: Observe): CosmosClientOptions {
  const tell = (context: RequestContext, { code, headers }: Answer, startedMs: number) => {
    const requestUnits = Number(headers?.['x-ms-request-charge'] ?? 0)
    observe(kindOf(context), requestUnits, code ?? 'noAnswer', performance.now() - startedMs)
  }
  const plugin = async (context: RequestContext, _diagnostics: unknown, next: Next) => {
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
  const withPlugin = { ...options, plugins: [{ on: 'request', plugin }] }
  return withPlugin
}

function kindOf({ headers, operationType, resourceType }: RequestContext): RequestKind {
  if (resourceType !== 'docs') return 'other'
  if (headers['x-ms-cosmos-is-query-plan-request']) return 'plan'
  if (headers['x-ms-cosmos-is-batch-request']) return 'batch'
  return operationType === 'query' || operationType === 'read' ? operationType : 'other'
}
