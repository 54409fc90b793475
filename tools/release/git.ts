import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** What git prints, without the line end. Throws where it fails, and where there is no git. */
export async function git(folder: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('git', args, { cwd: folder, maxBuffer: 64 * 1024 * 1024 })
  return stdout.trimEnd()
}

/** The commit that the files of a folder are, without any change; nothing where they are more, or git does not know them. */
export async function cleanCommit(folder: string): Promise<{ readonly commit?: string }> {
  try {
    const [commit, changes] = await Promise.all([
      git(folder, 'rev-parse', 'HEAD'),
      git(folder, 'status', '--porcelain'),
      // Below another repository, which ignores it, there would be no changes either.
      git(folder, 'ls-files', '--error-unmatch', 'package.json'),
    ])
    return changes === '' ? { commit } : {}
  } catch {
    return {}
  }
}
