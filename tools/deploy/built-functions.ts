import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { appSettings } from '#local/system/app-settings.ts'
import { type Ports, portNames } from '#local/system/ports.ts'

/**
 * The names of the functions that a built app registers, by loading it. It gets settings of one machine, and none of
 * this process: it reaches for nothing while it loads.
 */
export async function builtFunctions(folder: string): Promise<readonly string[]> {
  const nobody = Object.fromEntries(portNames.map((name) => [name, 9])) as Ports
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [join(import.meta.dirname, 'list-functions.ts'), join(folder, 'app.js')],
    // Node on Windows does not start without the first.
    { env: { SystemRoot: process.env['SystemRoot'] ?? '', ...appSettings(nobody) } },
  )
  return JSON.parse(stdout)
}
