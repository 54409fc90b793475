import type {
  FunctionMetadata,
  Handler,
  HookCallback,
  HookName,
  LogLevel,
  ProgrammingModel,
} from './core-api.ts'

/**
 * What `require('@azure/functions-core')` answers inside this process. The library looks for it once, at the first
 * `app.*` call, and remembers a failure for the life of the process.
 */

export interface RegisteredFunction {
  readonly metadata: FunctionMetadata
  readonly handler: Handler
}

interface Registry {
  model: ProgrammingModel | undefined
  readonly functions: RegisteredFunction[]
  readonly hooks: Record<HookName, HookCallback[]>
  /** Set by the host when the app has loaded: from then on nothing can be registered. */
  closed: boolean
  log: (level: LogLevel, category: string, message: string) => void
}

export const registry: Registry = {
  model: undefined,
  functions: [],
  hooks: { appStart: [], appTerminate: [], preInvocation: [], postInvocation: [] },
  closed: false,
  log: () => {},
}

export function setProgrammingModel(model: ProgrammingModel): void {
  registry.model = model
}

export function registerFunction(metadata: FunctionMetadata, handler: Handler): { dispose(): void } {
  if (registry.closed)
    throw systemError(
      Error,
      `Function "${metadata.name}" was registered after the app had started; functions can only be registered while it loads.`,
    )
  const registered = { metadata, handler }
  registry.functions.push(registered)
  return { dispose: () => remove(registry.functions, registered) }
}

export function registerHook(name: string, callback: HookCallback): { dispose(): void } {
  if (!isHookName(name)) throw systemError(RangeError, `Unrecognized hook "${name}".`)
  registry.hooks[name].push(callback)
  return { dispose: () => remove(registry.hooks[name], callback) }
}

export function log(level: LogLevel, category: string, message: string): void {
  registry.log(level, category, message)
}

function isHookName(name: string): name is HookName {
  return Object.hasOwn(registry.hooks, name)
}

function remove<T>(list: T[], item: T): void {
  const index = list.indexOf(item)
  if (index >= 0) list.splice(index, 1)
}

/** The library tells the runtime's own errors from the app's by this mark. */
function systemError(Kind: ErrorConstructor | RangeErrorConstructor, message: string): Error {
  return Object.assign(new Kind(message), { isAzureFunctionsSystemError: true })
}
