import { registerHooks } from 'node:module'
import { resolve as resolvePath } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { ProgrammingModel } from './core-api.ts'
import { type RegisteredFunction, registry } from './core-module.ts'

/** Imports the app with our core module in the runtime's place, and gives back what it registered. */
export async function loadApp(
  entry: string,
): Promise<{ readonly functions: readonly RegisteredFunction[]; readonly model: ProgrammingModel }> {
  supplyCoreModule()
  try {
    await import(pathToFileURL(resolvePath(entry)).href)
  } catch (error) {
    throw new Error(`The app "${entry}" threw while it was loading: ${describe(error)}`, { cause: error })
  }
  const { model, functions } = registry
  if (model === undefined || functions.length === 0)
    throw new Error(
      `The app "${entry}" registered zero functions. Either it registers none, or its copy of @azure/functions could not load "@azure/functions-core" (an ESM bundle needs the createRequire banner and that module as an external).`,
    )
  await refuseCapabilities(model)
  registry.closed = true
  return { functions, model }
}

/** Resolve hooks serve `import` and `require` alike, so ESM, CommonJS and bundled apps all find the module. */
function supplyCoreModule(): void {
  const url = new URL('./core-module.ts', import.meta.url).href
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === '@azure/functions-core' ? { url, shortCircuit: true } : next(specifier, context),
  })
}

/** `app.setup` announces itself here; this call also locks it, as the real worker does. */
async function refuseCapabilities(model: ProgrammingModel): Promise<void> {
  const capabilities = await model.getCapabilities({})
  if ('HttpUri' in capabilities)
    throw new Error('app.setup({ enableHttpStream: true }): streaming is not served by this host.')
  // Only tells the real host not to forward logs twice, which means nothing here.
  const unknown = Object.keys(capabilities).filter((name) => name !== 'WorkerOpenTelemetryEnabled')
  if (unknown.length > 0)
    throw new Error(`app.setup({ capabilities }): ${unknown.join(', ')} is not served by this host.`)
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}
