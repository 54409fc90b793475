import type { CosmosClientOptions } from '@azure/cosmos'

/** One request of the client library; a repeat of it has the same object. */
export interface RequestContext {
  readonly operationType: string
  readonly resourceType: string
  readonly headers: Readonly<Record<string, unknown>>
}

export interface Answer {
  readonly code?: number | string
  readonly headers?: Readonly<Record<string, unknown>>
}

/** Stands between the client library and the network, at every request and every repeat of one. */
export type RequestPlugin = (
  context: RequestContext,
  diagnostics: unknown,
  next: (context: RequestContext) => Promise<Answer>,
) => Promise<Answer>

/** The first one is outermost. Plugins are public in the library's package but not in its option types. */
export function withPlugins(
  options: CosmosClientOptions,
  ...plugins: readonly RequestPlugin[]
): CosmosClientOptions {
  const extended = { ...options, plugins: plugins.map((plugin) => ({ on: 'request', plugin })) }
  return extended
}
