import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterEach, expect, test } from 'vitest'
import { besides, ensurePortal, hashOfPortal, missingForPortal } from '#local/system/portal.ts'

/** The portal is built where it is not there as its sources are now: shown on a small one, in a project of its own. */

const projects: string[] = []
afterEach(() => {
  for (const project of projects.splice(0)) rmSync(project, { recursive: true, force: true })
})

const words = Array.from({ length: 200 }, (_, at) => `word ${at}`).join(', ')

function aProject(files: Readonly<Record<string, string>> = {}) {
  const project = mkdtempSync(join(tmpdir(), 'seatwarden-portal-build-'))
  projects.push(project)
  const write = (file: string, content: string) => {
    mkdirSync(dirname(join(project, file)), { recursive: true })
    writeFileSync(join(project, file), content)
  }
  const all = {
    'package-lock.json': '{}',
    'portal/package.json': '{ "dependencies": { "left-pad": "1.0.0" } }',
    'portal/node_modules/left-pad/package.json': '{ "type": "module", "main": "index.js" }',
    'portal/node_modules/left-pad/index.js': "export const pad = (text) => ' ' + text",
    'portal/index.html': '<!doctype html><script type="module" src="./main.ts"></script>',
    'portal/main.ts': `import { pad } from 'left-pad'\ndocument.title = pad(${JSON.stringify(words)})`,
    ...files,
  }
  for (const [file, content] of Object.entries(all)) write(file, content)
  const built = join(project, 'portal/dist')
  return {
    project,
    write,
    built,
    script: () => readdirSync(join(built, 'assets')).find((name) => /^index-.+\.js$/.test(name)) ?? '',
  }
}

test('it is built once for the same sources, with what is sent compressed, and says whose code is in it', async () => {
  const { project, built, script, write } = aProject()
  expect(await ensurePortal(project)).toBeUndefined()
  const name = script()
  const content = readFileSync(join(built, 'assets', name))
  expect(content.toString()).toContain('word 199')
  expect(brotliDecompressSync(readFileSync(join(built, 'assets', `${name}.br`)))).toEqual(content)
  expect(gunzipSync(readFileSync(join(built, 'assets', `${name}.gz`)))).toEqual(content)
  // Filled for each environment, so that it is another one by then.
  expect(readdirSync(built)).not.toContain('index.html.br')
  expect(JSON.parse(readFileSync(join(built, besides.modules), 'utf8'))).toEqual(
    expect.arrayContaining(['portal/main.ts', 'portal/node_modules/left-pad/index.js']),
  )

  const mark = join(built, 'mark')
  writeFileSync(mark, '')
  write('portal/main.test.ts', 'a test changes nothing of it')
  expect([await ensurePortal(project), existsSync(mark)]).toEqual([undefined, true])
  write('portal/main.ts', `document.title = ${JSON.stringify(`${words}, new`)}`)
  expect([await ensurePortal(project), existsSync(mark)]).toEqual([undefined, false])
  expect(readFileSync(join(built, 'assets', script()), 'utf8')).toContain('word 199, new')
  expect(readdirSync(join(project, 'portal')).filter((entry) => entry.startsWith('dist'))).toEqual(['dist'])
})

test('what is wrong with it is told with where, and the one before stays', async () => {
  const { project, write, built } = aProject()
  const broken = "import { gone } from './gone.ts'\ngone()"
  const tell = aProject({ 'portal/main.ts': broken })
  expect(await ensurePortal(tell.project)).toMatch(
    /^The portal was not built\. Everything else runs without it; "npm run portal:build" tries again\.\n[\s\S]*gone\.ts[\s\S]*main\.ts/,
  )
  expect(existsSync(tell.built)).toBe(false)

  expect(await ensurePortal(project)).toBeUndefined()
  write('portal/main.ts', broken)
  expect(await ensurePortal(project)).toMatch(/^The portal was not built\. The one before is served;/)
  expect(existsSync(join(built, 'index.html'))).toBe(true)
  expect(readdirSync(join(project, 'portal')).filter((entry) => entry.startsWith('dist'))).toEqual(['dist'])
})

test('where its packages are not installed it is left out, and nobody tries', async () => {
  const { project, built } = aProject()
  rmSync(join(project, 'portal/node_modules'), { recursive: true })
  const said = 'The portal is left out: its packages are not installed. A plain "npm ci" installs them.'
  expect([missingForPortal(project), await ensurePortal(project)]).toEqual([said, said])
  expect(existsSync(built)).toBe(false)
})

test('other sources, and other packages, are another portal', () => {
  const { project, write } = aProject()
  const hashes = new Set([hashOfPortal(project)])
  write('portal/dist/index.html', 'what is built')
  write('portal/node_modules/left-pad/index.js', 'what is installed: package-lock.json says which that is')
  hashes.add(hashOfPortal(project))
  expect(hashes.size).toBe(1)
  write('portal/look/page.css', 'a {}')
  hashes.add(hashOfPortal(project))
  write('package-lock.json', '{ "version": "2" }')
  hashes.add(hashOfPortal(project))
  expect(hashes.size).toBe(3)
})
