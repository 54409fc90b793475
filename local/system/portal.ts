import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from './state-folder.ts'

/** Where the portal's sources are, and what a build of them leaves behind; tools/portal/build.ts makes one. */
export const portalSources = join(projectRoot, 'portal')
export const builtPortal = join(portalSources, 'dist')

/** Beside what is served: what it was built of. */
export const builtOf = { sources: '.built-of', modules: '.modules.json' } as const

/** Builds the portal where it is not there as its sources are now. Gives what stands in the way, for people. */
export async function ensurePortal(): Promise<string | undefined> {
  const missing = missingForPortal()
  if (missing !== undefined) return missing
  if (isCurrent()) return undefined
  const { ok, said } = await build()
  if (ok) return undefined
  const instead = existsSync(builtPortal) ? 'The one before is served' : 'Everything else runs without it'
  return `The portal was not built. ${instead}; "npm run portal:build" tries again.\n${said.trim()}`
}

/** Why the portal cannot be built here; undefined where it can. */
export function missingForPortal(): string | undefined {
  if (!existsSync(join(portalSources, 'sign-in/msal.ts'))) return 'Nobody can sign in to the portal yet.'
  const { dependencies } = JSON.parse(readFileSync(join(portalSources, 'package.json'), 'utf8'))
  const isThere = (name: string) =>
    [portalSources, projectRoot].some((at) => existsSync(join(at, 'node_modules', name, 'package.json')))
  // Some of those that it is built with are there for others, too.
  if (Object.keys(dependencies).every(isThere)) return undefined
  return 'The portal is left out: its packages are not installed. A plain "npm ci" installs them.'
}

/** Of everything that a build depends on. */
export function hashOfPortal(): string {
  const hash = createHash('sha256')
  const own = readdirSync(portalSources, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !/^[\\/](?:node_modules|dist(?:-\w+)?)[\\/]/.test(file.slice(portalSources.length)))
  for (const file of [...own.sort(), join(projectRoot, 'package-lock.json'), builder]) {
    hash
      .update(`${file.slice(projectRoot.length)}\0`)
      .update(readFileSync(file))
      .update('\0')
  }
  return hash.digest('hex')
}

const builder = join(projectRoot, 'tools/portal/build.ts')

function isCurrent(): boolean {
  const file = join(builtPortal, builtOf.sources)
  return existsSync(file) && readFileSync(file, 'utf8') === hashOfPortal()
}

/** In a process of its own: whoever starts a system meanwhile has work to do. */
function build(): Promise<{ readonly ok: boolean; readonly said: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [builder], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NO_COLOR: '1' },
    })
    const end = () => child.kill()
    process.once('exit', end)
    let said = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk))
    child.once('error', (error) => resolve({ ok: false, said: error.message }))
    child.once('close', (code) => {
      process.removeListener('exit', end)
      resolve({ ok: code === 0, said })
    })
  })
}
