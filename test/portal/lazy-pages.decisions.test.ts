import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { projectRoot } from '#local/system/state-folder.ts'

test('every page waits for its file in the one way that keeps what was typed when a new version took it away', () => {
  const portal = join(projectRoot, 'portal')
  const otherwise = readdirSync(portal, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !/node_modules|lazy-page\.ts$/.test(name))
    .filter((name) => readFileSync(join(portal, name), 'utf8').includes('lazyRouteComponent'))
  expect(otherwise).toEqual([])
})
