import { registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'

/** Runs the app that WATCHED_APP names, and says on stderr what it loads for telemetry. */
registerHooks({
  load(url, context, next) {
    if (/@opentelemetry|start-telemetry/.test(url)) console.error(`loaded ${url}`)
    return next(url, context)
  },
})
await import(pathToFileURL(process.env['WATCHED_APP'] ?? '').href)
