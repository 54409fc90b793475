import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Metafile } from 'esbuild'
import { copiedFiles } from './copied-files.ts'

/** A package of which something is in a build. */
export interface Component {
  /** Its folder below the root, as package-lock.json calls it: `node_modules/a/node_modules/b`. */
  readonly path: string
  readonly name: string
  readonly version: string
  /** As it says itself: an SPDX expression, mostly. */
  readonly licence: string
  /** Its SHA-512 in the registry, in base64. */
  readonly sha512: string
  /** Whether the product itself asks for it. */
  readonly isOurs: boolean
  /** Those that it says it needs and that are in the build, too. */
  readonly needs: readonly Component[]
}

interface Locked {
  readonly version: string
  readonly integrity?: string
  readonly license?: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  /** Names also what is only used where it happens to be there. */
  readonly peerDependenciesMeta?: Readonly<Record<string, object>>
}

/** What packages say of their licence where no program finds it. */
const saidElsewhere: Readonly<Record<string, string>> = {
  // Its file LICENSE.
  'png-js': 'MIT',
  // Its file README.md.
  semaphore: 'MIT',
}

type Lockfile = { readonly packages: Readonly<Record<string, Locked>> }

/**
 * The packages in a build by name: whatever esbuild has put a byte of into it, and Vite into the portal, and those whose
 * files are copied. Their facts are those of package-lock.json. Throws where what is installed is something else.
 */
export async function componentsOf(
  metafile: Metafile,
  modulesOfPortal: readonly string[],
  root: string,
): Promise<readonly Component[]> {
  const { packages } = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as Lockfile
  const paths = new Set<string>(copiedFiles.map(({ package: name }) => `node_modules/${name}`))
  for (const { inputs } of Object.values(metafile.outputs)) {
    for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
      const path = packageOf(file)
      if (bytesInOutput > 0 && path !== undefined) paths.add(path)
    }
  }
  for (const file of modulesOfPortal) {
    const path = packageOf(file)
    if (path !== undefined) paths.add(path)
  }
  const ours = new Set(['', 'portal'].flatMap((from) => neededBy(from, paths, packages)))
  const components = new Map<string, Component & { needs: Component[] }>()
  for (const path of [...paths].sort()) {
    const facts = await factsOf(path, packages[path], root)
    components.set(path, { path, ...facts, isOurs: ours.has(path), needs: [] })
  }
  for (const { path, needs } of components.values()) {
    for (const place of neededBy(path, paths, packages)) {
      const found = components.get(place)
      if (found) needs.push(found)
    }
  }
  return [...components.values()].sort((a, b) => order(a.name, b.name) || order(a.version, b.version))
}

/**
 * Those in the build that a package says it needs. Of one between them, which only hands on what others have, nothing
 * is in the build: then those that this one needs.
 */
function neededBy(
  path: string,
  inBuild: ReadonlySet<string>,
  packages: Readonly<Record<string, Locked>>,
): readonly string[] {
  const found = new Set<string>()
  const between = new Set([path])
  for (const from of between) {
    for (const name of namesIn(packages[from] ?? {})) {
      const place = placeOf(name, from, packages)
      ;(inBuild.has(place) ? found : between).add(place)
    }
  }
  found.delete(path)
  return [...found]
}

function namesIn(locked: Partial<Locked>): readonly string[] {
  const { dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta } = locked
  return Object.keys({
    ...dependencies,
    ...optionalDependencies,
    ...peerDependencies,
    ...peerDependenciesMeta,
  })
}

/** Where npm's rules find a package for one that lies at a path; an empty path is the project's. */
export function placeOf(name: string, from: string, packages: Readonly<Record<string, unknown>>): string {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    const place = `${at && `${at}/`}node_modules/${name}`
    if (packages[place] || at === '') return place
  }
}

/** The folder of the package that a file is of; undefined for our own. */
function packageOf(file: string): string | undefined {
  return /(?:portal\/)?node_modules\/(?:(?:@[^/]+\/)?[^/]+\/node_modules\/)*(?:@[^/]+\/)?[^/]+/.exec(
    file,
  )?.[0]
}

async function factsOf(path: string, locked: Locked | undefined, root: string) {
  if (!locked) throw new Error(`package-lock.json knows nothing of ${path}: run "npm ci".`)
  const { name, version, license } = JSON.parse(await readFile(join(root, path, 'package.json'), 'utf8'))
  if (version !== locked.version)
    throw new Error(`${path} is ${version}, and ${locked.version} in package-lock.json: run "npm ci".`)
  const [, sha512] = /^sha512-(\S+)$/.exec(locked.integrity ?? '') ?? []
  const licence = locked.license ?? license ?? saidElsewhere[name]
  if (sha512 === undefined || typeof licence !== 'string')
    throw new Error(`Nothing says the licence of ${path}, or package-lock.json has no check sum of it.`)
  return { name: String(name), version: String(version), licence, sha512 }
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
