import { globSync } from 'node:fs'

/** A path as it is written in this project, and as Git and URLs have it: with slashes, also on Windows. */
export function slashed(path: string): string {
  return path.replaceAll('\\', '/')
}

/** The files that match, from the working folder on. */
export function filesLike(pattern: string | readonly string[]): string[] {
  return globSync(pattern).map(slashed)
}
