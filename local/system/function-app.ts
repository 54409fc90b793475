import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { projectRoot } from './state-folder.ts'

/** Which function app the local host runs. */
export interface FunctionApp {
  readonly entry: string
  readonly hostJson: string
}

export const sources: FunctionApp = {
  entry: join(projectRoot, 'functions/app.ts'),
  hostJson: join(projectRoot, 'host.json'),
}

/** What `npm run build` has made, as it is deployed. Throws where there is none. */
export function builtApp(folder: string): FunctionApp {
  const at = resolve(folder)
  const app = { entry: join(at, 'app.js'), hostJson: join(at, 'host.json') }
  if (!existsSync(app.entry))
    throw new Error(`There is no build in ${at}: "npm run build" makes one in dist.`)
  return app
}
