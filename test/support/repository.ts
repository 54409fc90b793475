import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from '#local/system/state-folder.ts'
import { git } from '#tools/release/git.ts'

const parts = [
  'core',
  'functions',
  'infra',
  'local',
  'portal',
  'tools',
  'host.json',
  'package.json',
  'package-lock.json',
  'tsconfig.base.json',
  '.gitignore',
]

/** What is built and released, as it is here now, in a git repository of its own, without a commit as yet. */
export async function aRepository(root: string): Promise<void> {
  const filter = (file: string) => !/[\\/]portal[\\/](?:node_modules|dist)/.test(file)
  for (const part of parts) cpSync(join(projectRoot, part), join(root, part), { recursive: true, filter })
  await git(root, 'init', '--quiet')
  await git(root, 'config', 'user.name', 'Nobody')
  await git(root, 'config', 'user.email', 'nobody@seatwarden.example')
  usePackages(root)
}

/** The packages that are installed here; to git they are not there. */
export function usePackages(root: string): void {
  symlinkSync(join(projectRoot, 'node_modules'), join(root, 'node_modules'), 'junction')
  mkdirSync(join(root, '.git/info'), { recursive: true })
  writeFileSync(join(root, '.git/info/exclude'), 'node_modules\n')
}

export async function commitAll(root: string, message: string): Promise<void> {
  await git(root, 'add', '--all')
  await git(root, 'commit', '--quiet', '--message', message)
}
