import { randomBytes, randomUUID } from 'node:crypto'
import type {
  CoreInvocationContext,
  Handler,
  HookCallback,
  InputData,
  ProgrammingModel,
  RpcHttpResponse,
  TraceContext,
} from './core-api.ts'
import { type RegisteredFunction, registry } from './core-module.ts'
import { describeError, type Logs } from './logs.ts'

export interface Call {
  readonly input: InputData
  readonly triggerMetadata?: Record<string, InputData>
  readonly traceParent?: string | undefined
  readonly traceState?: string | undefined
}

/** Runs one function; rejects when it failed, which has then been logged. Undefined: it returned nothing. */
export type Invoke = (call: Call) => Promise<RpcHttpResponse | undefined>

/** The order of hooks and steps is that of the real worker's InvocationHandler. */
export function createInvoke(
  registered: RegisteredFunction,
  triggerName: string,
  model: ProgrammingModel,
  logs: Logs,
  timeout: { readonly ms: number | undefined; readonly expired: () => void },
): Invoke {
  const { metadata, handler } = registered
  const userCategory = `Function.${metadata.name}.User`

  const run = async (invocationId: string, call: Call): Promise<RpcHttpResponse | undefined> => {
    const context: CoreInvocationContext = {
      invocationId,
      metadata,
      request: {
        invocationId,
        functionId: metadata.name,
        inputData: [{ name: triggerName, data: call.input }],
        triggerMetadata: call.triggerMetadata ?? {},
        traceContext: traceContextOf(call),
      },
      state: undefined,
      // The real host keeps the id beside each line of the app's own.
      log: (level, category, message) =>
        category === 'user'
          ? logs.write(userCategory, level, `${invocationId}: ${message}`)
          : logs.write('Worker', level, message),
    }
    const invocation = model.getInvocationModel(context)
    const given = await invocation.getArguments()
    const shared = { hookData: {}, invocationContext: given.context }
    const pre = { ...shared, functionCallback: handler as Handler, inputs: given.inputs }
    context.state = 'preInvocationHooks'
    await runHooks(registry.hooks.preInvocation, pre)
    const post = {
      ...shared,
      inputs: pre.inputs,
      error: null as unknown,
      result: null as unknown,
    }
    context.state = 'invocation'
    try {
      post.result = await invocation.invokeFunction(given.context, pre.inputs, pre.functionCallback)
    } catch (error) {
      // A thrown undefined must stay a failure.
      post.error = error ?? new Error('The function threw nothing.')
    }
    context.state = 'postInvocationHooks'
    await runHooks(registry.hooks.postInvocation, post)
    context.state = undefined
    if (post.error !== null && post.error !== undefined) throw post.error
    const response = await invocation.getResponse(given.context, post.result)
    return response.returnValue?.http
  }

  return async (call) => {
    const invocationId = randomUUID()
    try {
      const running = run(invocationId, call)
      return await (timeout.ms === undefined ? running : within(timeout.ms, running, timeout.expired))
    } catch (error) {
      logs.write(
        `Function.${metadata.name}`,
        'error',
        `Invocation ${invocationId} of "${metadata.name}" failed: ${describeError(error)}`,
      )
      throw error
    }
  }
}

export async function runHooks(
  hooks: readonly HookCallback[],
  context: Parameters<HookCallback>[0],
): Promise<void> {
  for (const hook of hooks) await hook(context)
}

/** The sender's trace when it is a valid one, else a new trace: the real host never leaves it out. */
function traceContextOf(call: Call): TraceContext {
  const valid =
    call.traceParent !== undefined && /^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$/.test(call.traceParent)
  return {
    traceParent: valid
      ? (call.traceParent ?? '')
      : `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-00`,
    traceState: (valid && call.traceState) || '',
    attributes: {},
  }
}

/** The real host ends the whole worker when an invocation outlives functionTimeout: it cannot stop the code. */
async function within<T>(ms: number, running: Promise<T>, expired: () => void): Promise<T> {
  running.catch(() => {})
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    reject(new Error(`Timeout value of ${ms} ms exceeded.`))
    expired()
  }, ms)
  try {
    return await Promise.race([running, promise])
  } finally {
    clearTimeout(timer)
  }
}
