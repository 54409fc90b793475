import { spawn } from 'node:child_process'

/** Runs a script with this Node, its output shown. Tells whether it ended well. */
export async function run(
  title: string,
  args: readonly string[],
  settings: Readonly<Record<string, string>> = {},
): Promise<boolean> {
  console.log(`> ${title}`)
  const child = spawn(process.execPath, args, { stdio: 'inherit', env: { ...process.env, ...settings } })
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  console.log(code === 0 ? `  ${title}: clean\n` : `  ${title}: failed\n`)
  return code === 0
}
