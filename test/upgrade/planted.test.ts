import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { git } from '#tools/release/git.ts'
import { aRepository, commitAll } from '../support/repository.ts'
import { takeOver } from './play.ts'
import { build, buildRelease, lastRelease } from './releases.ts'

/**
 * Whether the test of the last release would notice: in a repository of its own this commit is released twice, as it is
 * and before that with a field of subscriptions under another name.
 */
const folder = mkdtempSync(join(tmpdir(), 'seatwarden-planted-'))
const root = join(folder, 'repository')
const timeout = 600_000
let now: string

beforeAll(async () => {
  await aRepository(root)
  const sources = globSync('{core,functions}/**/*.ts', { cwd: root }).map((file) => join(root, file))
  const asItIs = new Map(sources.map((file) => [file, readFileSync(file, 'utf8')]))
  for (const [file, text] of asItIs) writeFileSync(file, text.replaceAll(/\bpurchaserName\b/g, 'buyerName'))
  await release('v0.0.8')
  for (const [file, text] of asItIs) writeFileSync(file, text)
  await release('v0.0.9')
  now = await build(root, join(folder, 'now'))
}, timeout)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function release(tag: string): Promise<void> {
  await commitAll(root, tag)
  await git(root, 'tag', tag)
}

test('a release takes over from itself', { timeout }, async () => {
  const then = await buildRelease(root, 'v0.0.9', join(folder, 'v0.0.9'))
  await takeOver([then, now, then], join(folder, 'same'))
})

test('a field under another name is noticed, whichever of the two comes first', { timeout }, async () => {
  const then = await buildRelease(root, 'v0.0.8', join(folder, 'v0.0.8'))
  await expect(takeOver([then, now], join(folder, 'forth'))).rejects.toThrow(/subscriptions|500/)
  await expect(takeOver([now, then], join(folder, 'back'))).rejects.toThrow(/subscriptions|500/)
})

test('a release is compared with the one before it, work after it with the release itself', async () => {
  expect(await lastRelease(root)).toEqual({ tag: 'v0.0.8' })
  await git(root, 'commit', '--quiet', '--allow-empty', '--message', 'later')
  expect(await lastRelease(root)).toEqual({ tag: 'v0.0.9' })
  await git(root, 'tag', '--delete', 'v0.0.8', 'v0.0.9')
  expect(await lastRelease(root)).toMatchObject({ unknown: expect.stringContaining('no tag') })
  expect(await lastRelease(folder)).toMatchObject({ unknown: expect.stringContaining('git knows nothing') })
})
