import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Metafile } from 'esbuild'

/**
 * The names that our files take from lazily imported ones and that are not there once they are bundled. A CommonJS
 * package that is imported lazily has no export but `default` in its chunk, whatever its types say: a name taken from it
 * would be undefined, at the first call and not before.
 */
export async function lostNames({ inputs, outputs }: Metafile, root: string): Promise<readonly string[]> {
  const exportsOf = new Map(Object.values(outputs).map(({ entryPoint, exports }) => [entryPoint, exports]))
  const lost: string[] = []
  for (const [file, { imports }] of Object.entries(inputs)) {
    const lazily = imports.filter(({ kind, external }) => kind === 'dynamic-import' && !external)
    if (file.startsWith('node_modules/') || lazily.length === 0) continue
    const source = await readFile(join(root, file), 'utf8')
    for (const [name, specifier] of namesTaken(source)) {
      const chunk = lazily.find(({ original }) => original === specifier)
      if (exportsOf.get(chunk?.path)?.includes(name)) continue
      lost.push(`${file}: ${specifier} gives no ${name} once it is bundled.`)
    }
  }
  return lost
}

/** `const { a, b: c } = await import('x')`, `import('x').then(({ a }) =>`, `(await import('x')).a`. */
function* namesTaken(source: string): Generator<readonly [name: string, specifier: string]> {
  for (const pattern of [
    /\{(?<names>[^{}]+)\}\s*=\s*await\s+import\('(?<from>[^']+)'\)/g,
    /import\('(?<from>[^']+)'\)\s*\.then\(\(\{(?<names>[^{}]+)\}/g,
    /await\s+import\('(?<from>[^']+)'\)\)\.(?<names>\w+)/g,
  ]) {
    for (const { groups: { names = '', from = '' } = {} } of source.matchAll(pattern)) {
      for (const one of names.split(',')) {
        const name = one.split(':')[0]?.trim()
        if (name) yield [name, from]
      }
    }
  }
}
