import { type Zippable, zipSync } from 'fflate'

/** Every zip can say it: each part of it is read as local time, so it is the same text in any zone. */
const sameTime = new Date(1980, 0, 1, 12)
/** A plain file that everybody may read, as Unix writes it down. */
const [unix, plainFile] = [3, 0o100644 << 16]

/** A zip of files by their path. The same files give the same bytes, on any day and machine, in whatever order they come. */
export function zipOf(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const inOrder = [...files].sort(([a], [b]) => (a < b ? -1 : 1))
  const entries: Zippable = {}
  for (const [path, bytes] of inOrder)
    entries[path] = [bytes, { mtime: sameTime, os: unix, attrs: plainFile }]
  return zipSync(entries)
}
