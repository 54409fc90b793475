import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { projectRoot } from './state-folder.ts'

/** What a build leaves beside what is served. */
export const besides = { sources: '.built-of', modules: '.modules.json' } as const

/** The portal of a project: its sources, and what tools/portal/build.ts makes of them. */
export function portalIn(project: string) {
  const sources = join(project, 'portal')
  return { sources, built: join(sources, 'dist') } as const
}

/** Builds the portal where it is not there as its sources are now. Gives what stands in the way, for people. */
export async function ensurePortal(project = projectRoot): Promise<string | undefined> {
  const missing = missingForPortal(project)
  if (missing !== undefined) return missing
  const { built } = portalIn(project)
  const builtOf = join(built, besides.sources)
  if (existsSync(builtOf) && readFileSync(builtOf, 'utf8') === hashOfPortal(project)) return undefined
  const { ok, said } = await build(project)
  if (ok) return undefined
  const instead = existsSync(built) ? 'The one before is served' : 'Everything else runs without it'
  return `The portal was not built. ${instead}; "npm run portal:build" tries again.\n${said.trim()}`
}

/** Why the portal cannot be built here; undefined where it can. */
export function missingForPortal(project = projectRoot): string | undefined {
  const { sources } = portalIn(project)
  if (!existsSync(join(sources, 'package.json'))) return 'The portal is left out: its sources are not here.'
  const { dependencies } = JSON.parse(readFileSync(join(sources, 'package.json'), 'utf8'))
  const isThere = (name: string) =>
    [sources, project].some((at) => existsSync(join(at, 'node_modules', name, 'package.json')))
  // Vite itself is no sign: it is there for others, too.
  if (Object.keys(dependencies).every(isThere)) return undefined
  return 'The portal is left out: its packages are not installed. A plain "npm ci" installs them.'
}

/** Of everything that a build is made of. */
export function hashOfPortal(project: string): string {
  const { sources } = portalIn(project)
  const own = readdirSync(sources, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !/^(?:node_modules|dist(?:-\d+)?)[\\/]/.test(relative(sources, file)))
  const hash = createHash('sha256')
  for (const file of [...own.sort(), join(project, 'package-lock.json'), builder])
    hash
      .update(`${relative(project, file)}\0`)
      .update(readFileSync(file))
      .update('\0')
  return hash.digest('hex')
}

const builder = join(projectRoot, 'tools/portal/build.ts')

/** In a process of its own: whoever starts a system meanwhile has work to do. */
function build(project: string): Promise<{ readonly ok: boolean; readonly said: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [builder, project], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NO_COLOR: '1' },
    })
    const end = () => child.kill()
    process.once('exit', end)
    let said = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        said += chunk
      })
    child.once('error', (error) => resolve({ ok: false, said: error.message }))
    child.once('close', (code) => {
      process.removeListener('exit', end)
      resolve({ ok: code === 0, said })
    })
  })
}
