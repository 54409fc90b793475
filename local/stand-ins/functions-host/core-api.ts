/**
 * The part of `@azure/functions-core` that `@azure/functions` 4.16 uses. The types are not published as a stable
 * contract, so this file follows the pinned version of the library.
 */
export type LogLevel = 'trace' | 'debug' | 'information' | 'warning' | 'error' | 'critical' | 'none'

export interface NullableString {
  readonly value: string
}

export interface RpcCookie {
  readonly name: string
  readonly value: string
  readonly domain?: NullableString | undefined
  readonly path?: NullableString | undefined
  readonly expires?: { readonly value: { readonly seconds: number } } | undefined
  readonly secure?: { readonly value: boolean } | undefined
  readonly httpOnly?: { readonly value: boolean } | undefined
  readonly sameSite?: 'none' | 'lax' | 'strict' | 'explicitNone' | undefined
  readonly maxAge?: { readonly value: number } | undefined
}

export interface RpcHttpRequest {
  readonly method: string
  readonly url: string
  readonly nullableHeaders: Record<string, NullableString>
  readonly nullableQuery: Record<string, NullableString>
  readonly nullableParams: Record<string, NullableString>
  readonly body?: { readonly bytes: Uint8Array }
}

export interface RpcHttpResponse {
  readonly statusCode: string
  readonly headers: Record<string, string>
  readonly cookies: readonly RpcCookie[]
  readonly enableContentNegotiation: boolean
  readonly body?: { readonly bytes?: Uint8Array } | null
}

export type InputData =
  | { readonly http: RpcHttpRequest }
  | { readonly string: string }
  | { readonly json: string }
  | { readonly int: number }

export interface TraceContext {
  readonly traceParent: string
  readonly traceState: string
  readonly attributes: Record<string, string>
}

export interface Binding {
  readonly type: string
  readonly direction: 'in' | 'out'
  readonly [key: string]: unknown
}

export interface FunctionMetadata {
  readonly name: string
  readonly bindings: Record<string, Binding>
  readonly retryOptions?: unknown
}

export type Handler = (...args: unknown[]) => unknown

export interface CoreInvocationContext {
  readonly invocationId: string
  readonly metadata: FunctionMetadata
  readonly request: {
    readonly invocationId: string
    readonly functionId: string
    readonly inputData: readonly { readonly name: string; readonly data: InputData }[]
    readonly triggerMetadata: Record<string, InputData>
    readonly traceContext: TraceContext
  }
  state: 'preInvocationHooks' | 'invocation' | 'postInvocationHooks' | undefined
  log(level: LogLevel, category: string, message: string): void
}

export interface InvocationModel {
  getArguments(): Promise<{ context: unknown; inputs: unknown[] }>
  invokeFunction(context: unknown, inputs: unknown[], handler: Handler): Promise<unknown>
  getResponse(
    context: unknown,
    result: unknown,
  ): Promise<{ readonly returnValue?: { readonly http?: RpcHttpResponse } | null | undefined }>
}

export interface ProgrammingModel {
  readonly name: string
  readonly version: string
  getInvocationModel(context: CoreInvocationContext): InvocationModel
  getCapabilities(capabilities: Record<string, string>): Promise<Record<string, string>>
}

export type HookName = 'appStart' | 'appTerminate' | 'preInvocation' | 'postInvocation'
export type HookCallback = (context: Record<string, unknown>) => unknown
