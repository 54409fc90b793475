import { chmodSync, lstatSync, readdirSync, type Stats } from 'node:fs'
import { join } from 'node:path'

/**
 * Leaves nobody but the owner a right to these entries of the folder, nor to the folder itself when there is nothing
 * else in it: signing keys and connection strings lie there. Whoever names their home folder, or /tmp, keeps its rights.
 */
export function ownerOnly(folder: string, entries: readonly string[]): void {
  if (process.platform === 'win32') return
  for (const name of entries) restrictTree(join(folder, name))
  if (readdirSync(folder).every((name) => entries.includes(name))) restrict(folder, lstatSync(folder))
}

function restrictTree(path: string): void {
  // A process of before, on its way out, may take a file away meanwhile.
  const stats = lstatSync(path, { throwIfNoEntry: false })
  if (!stats || stats.isSymbolicLink()) return
  restrict(path, stats)
  if (!stats.isDirectory()) return
  for (const name of readdirSync(path)) restrictTree(join(path, name))
}

function restrict(path: string, { mode }: Stats): void {
  if (mode & 0o077) chmodSync(path, mode & 0o700)
}
