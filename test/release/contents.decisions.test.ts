import { unzipSync } from 'fflate'
import { expect, test } from 'vitest'
import { sectionOf } from '#tools/release/changelog.ts'
import { placeOf } from '#tools/release/components.ts'
import { strangers } from '#tools/release/contents.ts'
import { purlOf } from '#tools/release/sbom.ts'
import { zipOf } from '#tools/release/zip.ts'

const changelog =
  '# Changelog\n\n## Unreleased\n\n## 1.10.0 (2026-12-01)\n\n- Ten.\n\n### More\n\nText\n\n## 1.1.0\n- One.'

test.each([
  ['1.10.0', '- Ten.\n\n### More\n\nText'],
  ['1.1.0', '- One.'],
  ['Unreleased', ''],
  ['1.1', ''],
  ['1.10', ''],
  ['1x10.0', ''],
  ['2.0.0', ''],
])('the changelog says of %s what stands below its heading', (version, text) => {
  expect(sectionOf(changelog, version)).toBe(text)
})

test('a zip has the same bytes in whatever order its files come, and other bytes with other files', () => {
  const [a, b] = [Buffer.from('a'), Buffer.from('b')]
  const zip = zipOf(
    new Map([
      ['x/a', a],
      ['é', b],
      ['B', b],
    ]),
  )
  expect(
    zipOf(
      new Map([
        ['B', b],
        ['é', b],
        ['x/a', a],
      ]),
    ),
  ).toEqual(zip)
  expect(
    zipOf(
      new Map([
        ['B', a],
        ['é', b],
        ['x/a', a],
      ]),
    ),
  ).not.toEqual(zip)
  expect(Object.keys(unzipSync(zip))).toEqual(['B', 'x/a', 'é'])
})

test('whatever is not of the product, or from nowhere, is named before it ships', () => {
  const output = { imports: [], exports: [], inputs: {}, bytes: 1 }
  const input = { bytes: 1, imports: [] }
  const metafile = (...inputs: string[]) => ({
    inputs: Object.fromEntries(inputs.map((file) => [file, input])),
    outputs: { 'dist/app.js': output, 'dist/chunks/a.js': output },
  })
  const known = [
    'app.js',
    'chunks/a.js',
    'host.json',
    'package.json',
    'fonts/x.ttf',
    'docs-assets/y.css',
    'portal-files/assets/z.js.br',
  ]
  const own = [
    'portal/main.tsx',
    'node_modules/react/index.js',
    'portal/node_modules/a/b.js',
    '\0rolldown/runtime.js',
  ]
  const good = metafile(
    'functions/app.ts',
    'core/x.ts',
    'infra/y.json',
    'node_modules/z/index.js',
    '../../m/node_modules/z/a.js',
  )
  expect(strangers(known, good, own)).toEqual([])
  expect(strangers([...known, 'node_modules/z/index.js', 'chunks/b.js'], good, own)).toEqual([
    'node_modules/z/index.js: nothing says where it is from.',
    'chunks/b.js: nothing says where it is from.',
  ])
  expect(strangers(known, metafile('functions/app.ts', 'local/demo/demo.ts'), own)).toEqual([
    'local/demo/demo.ts: it is in the bundle, and is not of the product.',
  ])
  expect(strangers(known, good, [...own, 'test/portal/fake.ts'])).toEqual([
    'test/portal/fake.ts: it is in the bundle, and is not of the product.',
  ])
})

test('a package finds another where npm has put it: with itself, above, or at the top', () => {
  const packages = {
    '': {},
    'node_modules/a': {},
    'node_modules/a/node_modules/@s/b': {},
    'node_modules/a/node_modules/c': {},
    'node_modules/c': {},
    'node_modules/d': {},
    'portal/node_modules/c': {},
    'portal/node_modules/e': {},
  }
  expect(placeOf('c', 'node_modules/a/node_modules/@s/b', packages)).toBe('node_modules/a/node_modules/c')
  expect(placeOf('c', 'node_modules/d', packages)).toBe('node_modules/c')
  expect(placeOf('d', 'node_modules/a/node_modules/@s/b', packages)).toBe('node_modules/d')
  expect(placeOf('c', '', packages)).toBe('node_modules/c')
  expect(placeOf('c', 'portal', packages)).toBe('portal/node_modules/c')
  expect(placeOf('c', 'portal/node_modules/e', packages)).toBe('portal/node_modules/c')
  expect(placeOf('d', 'portal/node_modules/e', packages)).toBe('node_modules/d')
})

test('a package has one address, whatever is in its name', () => {
  expect(purlOf({ name: '@azure/cosmos', version: '4.10.1' })).toBe('pkg:npm/%40azure/cosmos@4.10.1')
  expect(purlOf({ name: 'zod', version: '4.6.7' })).toBe('pkg:npm/zod@4.6.7')
})
