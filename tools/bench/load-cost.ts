import { registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'

/** `node load-cost.ts ENTRY`: prints the milliseconds of CPU that loading the app takes, in a process of its own. */
const core = new URL('../../local/stand-ins/functions-host/core-module.ts', import.meta.url).href
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === '@azure/functions-core' ? { url: core, shortCircuit: true } : next(specifier, context),
})
// The runtime has it loaded before the app.
await import(core)
const before = process.cpuUsage()
await import(pathToFileURL(process.argv[2] ?? '').href)
const { user, system } = process.cpuUsage(before)
console.log((user + system) / 1_000)
process.exit(0)
