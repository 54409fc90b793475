import { spawn } from 'node:child_process'
import { once } from 'node:events'

export interface Beside {
  /** When those before it have been shown: one that runs beside others is shown as a whole. */
  readonly turn?: Promise<unknown> | undefined
}

/** Runs a script with this Node, its output shown. Tells whether it ended well. */
export async function run(
  title: string,
  args: readonly string[],
  settings: Readonly<Record<string, string>> = {},
  { turn }: Beside = {},
): Promise<boolean> {
  if (!turn) console.log(`> ${title}`)
  const child = spawn(process.execPath, args, {
    stdio: turn ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    // It cannot see that its output ends up on a terminal.
    env: { ...process.env, ...(turn && process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}), ...settings },
  })
  const said: Buffer[] = []
  child.stdout?.on('data', (chunk: Buffer) => said.push(chunk))
  child.stderr?.on('data', (chunk: Buffer) => said.push(chunk))
  const [code] = (await once(child, 'close')) as [number | null]
  if (turn) {
    await turn
    console.log(`> ${title}`)
    process.stdout.write(Buffer.concat(said))
  }
  console.log(code === 0 ? `  ${title}: clean\n` : `  ${title}: failed\n`)
  return code === 0
}
