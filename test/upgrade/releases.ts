import { execFile } from 'node:child_process'
import { mkdir, readFile, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { projectRoot } from '#local/system/state-folder.ts'
import { git } from '#tools/release/git.ts'

const run = promisify(execFile)

/** The release that this commit is to take over from, or why nothing is known of one. */
export async function lastRelease(
  root: string,
): Promise<{ readonly tag: string } | { readonly unknown: string }> {
  const tags = await git(
    root,
    'tag',
    '--merged',
    'HEAD',
    '--list',
    'v[0-9]*',
    '--sort=-version:refname',
  ).catch(() => undefined)
  if (tags === undefined) return { unknown: 'git knows nothing of this folder' }
  const head = await git(root, 'rev-parse', 'HEAD')
  for (const tag of tags.split('\n').filter(Boolean)) {
    // The release itself takes over from the one before.
    if ((await git(root, 'rev-list', '--max-count=1', tag)) !== head) return { tag }
  }
  return { unknown: 'no tag v… is on the way to this commit (a shallow clone has none)' }
}

/** Whether its packages are those that are installed here: then its build costs seconds. */
export async function hasSamePackages(root: string, tag: string): Promise<boolean> {
  const [then, now] = await Promise.all([
    git(root, 'show', `${tag}:package-lock.json`),
    readFile(join(root, 'package-lock.json'), 'utf8'),
  ])
  return packagesIn(then) === packagesIn(now)
}

/** But for the version of the product itself. */
function packagesIn(lockfile: string): string {
  const { packages } = JSON.parse(lockfile)
  return JSON.stringify({ ...packages, '': { ...packages[''], version: undefined } })
}

/** The function app of a tag, from its own sources with its own packages; gives the folder of the build. */
export async function buildRelease(root: string, tag: string, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true })
  const archive = join(folder, 'sources.tar')
  await git(root, 'archive', '--format=tar', '--output', archive, tag)
  await run('tar', ['-xf', archive, '-C', folder])
  if (await hasSamePackages(root, tag))
    await symlink(join(projectRoot, 'node_modules'), join(folder, 'node_modules'), 'junction')
  else await run('npm', ['ci', '--ignore-scripts'], { cwd: folder, shell: process.platform === 'win32' })
  return build(folder, join(folder, 'dist'))
}

/** The function app of the sources in a folder. */
export async function build(folder: string, out: string): Promise<string> {
  await run(process.execPath, [join(folder, 'tools/build.ts'), '--out', out])
  return out
}
