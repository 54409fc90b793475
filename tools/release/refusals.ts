import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { missingForPortal } from '#local/system/portal.ts'
import { sectionOf } from './changelog.ts'
import { git } from './git.ts'

/** Why nothing can be released from this folder as it is, each with what to do; nothing where it can. */
export async function refusals(root: string, version: string): Promise<readonly string[]> {
  const [changes, tags, changelog, lockfile] = await Promise.all([
    git(root, 'status', '--porcelain'),
    git(root, 'tag', '--list', `v${version}`),
    readFile(join(root, 'CHANGELOG.md'), 'utf8'),
    readFile(join(root, 'package-lock.json'), 'utf8'),
  ])
  const found: string[] = []
  if (!/^\d+\.\d+\.\d+$/.test(version))
    found.push(`The version in package.json is ${version}: write it as in 1.4.0.`)
  if (changes !== '')
    found.push(`These files differ from the commit, or are not in it: commit them first.\n${changes}`)
  if (tags !== '')
    found.push(`The tag v${version} is there already: give package.json the next version (npm version).`)
  if (JSON.parse(lockfile).version !== version)
    found.push(`package-lock.json is of another version than package.json: run "npm install".`)
  if (sectionOf(changelog, version) === '')
    found.push(`CHANGELOG.md says nothing of ${version}: make "Unreleased" its section, "## ${version}".`)
  if (sectionOf(changelog, 'Unreleased') !== '')
    found.push(
      `CHANGELOG.md lists changes as unreleased that would be in it: move them below "## ${version}".`,
    )
  const portal = missingForPortal()
  if (portal !== undefined) found.push(portal)
  return found
}
