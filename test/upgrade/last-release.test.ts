import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'vitest'
import { projectRoot } from '#local/system/state-folder.ts'
import { takeOver } from './play.ts'
import { build, buildRelease, hasSamePackages, lastRelease } from './releases.ts'

const last = await lastRelease(projectRoot)
const title = 'the last release and this one take over from each other, in the middle of work'
const why = await whyNot()

test.skipIf(why)(why ? `${title}: ${why}` : title, { timeout: 900_000 }, async () => {
  if (!('tag' in last)) return
  const folder = await mkdtemp(join(tmpdir(), 'seatwarden-upgrade-'))
  try {
    const then = await buildRelease(projectRoot, last.tag, join(folder, last.tag))
    const now = await build(projectRoot, join(folder, 'now'))
    await takeOver([then, now, then], join(folder, 'state'))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

/** Installing what the last release was made of takes minutes: not in every run of all tests. */
async function whyNot(): Promise<string | undefined> {
  if ('unknown' in last) return `not run, since ${last.unknown}`
  if (process.env['SEATWARDEN_UPGRADE'] || (await hasSamePackages(projectRoot, last.tag))) return undefined
  return `not run, since ${last.tag} has other packages: "npm run test:upgrade" installs them`
}
