import { existsSync, readFileSync } from 'node:fs'
import { dirname, posix, win32 } from 'node:path'
import { describe, expect, test } from 'vitest'
import { notOnWindows } from '#test/not-on-windows.ts'
import { filesLike, slashed } from '#tools/rules/files.ts'

/** What holds on other systems than the one that this runs on, as far as it can be seen from here. */
const rooms = '{core,docs,functions,infra,local,test,tools}'

test('a path of Windows is written as everywhere else', () => {
  expect(slashed(win32.relative('C:\\seatwarden', 'C:\\seatwarden\\test\\seats\\a.ts'))).toBe(
    'test/seats/a.ts',
  )
  expect(slashed(posix.relative('/seatwarden', '/seatwarden/test/seats/a.ts'))).toBe('test/seats/a.ts')
})

test('lines end with LF, and Git keeps them so wherever it checks them out', () => {
  expect(readFileSync('.gitattributes', 'utf8')).toMatch(/^\* text=auto eol=lf$/m)
  const texts = filesLike([`${rooms}/**/*.{ts,js,json,md,txt,py,yaml,grit,css,html,csv}`, '*.{ts,json,md}'])
  expect(texts.length).toBeGreaterThan(1_000)
  expect(texts.filter((path) => readFileSync(path).includes('\r'))).toEqual([])
})

describe('what package-lock.json installs', () => {
  interface Part {
    readonly os?: readonly string[]
    readonly cpu?: readonly string[]
  }
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    readonly packages: Readonly<
      Record<string, Part & { readonly optionalDependencies?: Record<string, string> }>
    >
  }
  const wanted = [
    ['linux', 'x64'],
    ['darwin', 'arm64'],
    ['win32', 'x64'],
  ] as const
  // Packages of which each system takes another part.
  const inParts = Object.entries(packages)
    .map(([name, { optionalDependencies = {} }]) => ({
      name: name.replace(/^.*node_modules\//, ''),
      parts: Object.keys(optionalDependencies).flatMap((part) => packages[`node_modules/${part}`] ?? []),
    }))
    .filter(({ parts }) => parts.filter(({ os }) => os).length > 1)

  test.each(inParts)('of $name has a part for Linux, macOS and Windows', ({ parts }) => {
    for (const [os, cpu] of wanted)
      expect(
        parts.some((part) => part.os?.includes(os) && (!part.cpu || part.cpu.includes(cpu))),
        os,
      ).toBe(true)
  })

  test('of more than five packages has such parts', () => {
    expect(inParts.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['typescript', 'esbuild', '@biomejs/biome', '@swc/core', 'rolldown']),
    )
  })
})

test('whatever stops a process, or stands on what does, is left out on Windows, and nothing else', () => {
  const stopping = filesLike('test/**/*.test.ts').filter((path) =>
    [...reachedFrom(path)].some((one) => /process\.kill\(\w+, 'SIGSTOP'\)/.test(readFileSync(one, 'utf8'))),
  )
  expect(notOnWindows.toSorted()).toEqual(stopping.toSorted())
})

/** The file and all that it imports of the tests; what is only a type is no more when it runs. */
function reachedFrom(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file) || !existsSync(file)) return seen
  seen.add(file)
  const imports = /^(?:import|export) (?!type )[^']*?from '(\.[^']+|#test\/[^']+)'/gm
  for (const [, to = ''] of readFileSync(file, 'utf8').matchAll(imports))
    reachedFrom(to.startsWith('#') ? to.slice(1) : posix.join(dirname(file), to), seen)
  return seen
}
