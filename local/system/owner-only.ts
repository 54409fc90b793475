import { chmodSync, lstatSync, readdirSync, type Stats } from 'node:fs'
import { join } from 'node:path'

/**
 * Leaves nobody but the owner a right to these entries of the folder, nor to the folder itself when there is nothing
 * else in it: signing keys and connection strings lie there. Whoever names his home folder, or /tmp, keeps its rights.
 */
export function ownerOnly(folder: string, entries: readonly string[]): void {
  if (process.platform === 'win32') return
  const names = readdirSync(folder)
  const ours = names.filter((name) =>
    // A file may have others beside it while it is written: lock.sqlite-journal, ready.json.123.new.
    entries.some((entry) => name === entry || name.startsWith(`${entry}.`) || name.startsWith(`${entry}-`)),
  )
  for (const name of ours) restrictTree(join(folder, name))
  if (ours.length === names.length) restrict(folder, lstatSync(folder))
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
