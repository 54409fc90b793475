import { readFileSync, renameSync, writeFileSync } from 'node:fs'

/** Writes beside the file and renames: whoever reads it, the owner alone, sees the old text or the new one. */
export function writeWhole(file: string, value: unknown): void {
  const beside = `${file}.${process.pid}.new`
  writeFileSync(beside, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 })
  renameSync(beside, file)
}

/** The JSON of the file; undefined when there is no such file. */
export function readWhole<Value>(file: string): Value | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Value
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
