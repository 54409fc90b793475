import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import type { Metafile } from 'esbuild'
import { copiedFiles, portalFolder } from './copied-files.ts'

export type Files = ReadonlyMap<string, Uint8Array>

/** By their path, as a zip writes it. */
export async function filesIn(folder: string): Promise<Files> {
  const files = new Map<string, Uint8Array>()
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const file = join(entry.parentPath, entry.name)
    const path = relative(folder, file).split(sep).join('/')
    files.set(path, await readFile(file))
  }
  return files
}

/** What must not ship: files of which nobody knows where they are from, and what is there for this machine alone. */
export function strangers(
  built: Iterable<string>,
  { inputs, outputs }: Metafile,
  modulesOfPortal: readonly string[],
): readonly string[] {
  const known = new Set(['package.json', 'host.json'])
  const folders = new Set<string>([portalFolder, ...copiedFiles.map(({ to }) => to)])
  const bundled = Object.keys(outputs)
  const unknown = [...built].filter(
    (path) =>
      !known.has(path) &&
      !folders.has(path.split('/')[0] ?? '') &&
      !bundled.some((output) => output.endsWith(`/${path}`)),
  )
  const ours = Object.keys(inputs).filter((file) => !/(?:^|\/)node_modules\//.test(file))
  const notOurs = ours.filter((file) => !/^(?:core|functions|infra)\//.test(file))
  // But for what Vite makes up itself.
  const foreign = modulesOfPortal.filter((file) => !/^\0|^portal\/|(?:^|\/)node_modules\//.test(file))
  return [
    ...unknown.map((path) => `${path}: nothing says where it is from.`),
    ...[...notOurs, ...foreign].map((file) => `${file}: it is in the bundle, and is not of the product.`),
  ]
}
