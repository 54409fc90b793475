import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Browser } from 'playwright-core'
import { projectRoot } from '#local/system/state-folder.ts'

export type Launched = {
  readonly browser: Browser
  /** Which one it is, for whoever wonders why a test differs between machines. */
  readonly used: string
}

const require = createRequire(import.meta.url)

/** Which browser the portal is tried out in here, or why in none. */
export async function browserHere(): Promise<{ readonly used: string } | { readonly lack: string }> {
  if (!isInstalled('playwright-core'))
    return { lack: 'the packages of the portal are not installed; a plain "npm ci" installs them' }
  try {
    const { browser, used } = await launchBrowser()
    await browser.close()
    return { used }
  } catch (error) {
    const [first] = String(error).split('\n')
    return { lack: `no browser runs here: ${first}` }
  }
}

/**
 * A real Chromium without a window: on Linux x64 the one that comes from npm, elsewhere the Chrome that is installed.
 * It finds nobody outside this machine.
 */
export async function launchBrowser(): Promise<Launched> {
  const { chromium } = await import('playwright-core')
  const args = ['--disable-gpu', '--hide-scrollbars', `--host-resolver-rules=${onlyThisMachine}`]
  const packed = await unpackedChromium()
  if (!packed) {
    const browser = await chromium.launch({ channel: 'chrome', args })
    return { browser, used: `installed Chrome ${browser.version()}` }
  }
  const browser = await chromium.launch({
    executablePath: packed.executable,
    args,
    env: { ...process.env, ...packed.environment },
  })
  return { browser, used: `@sparticuz/chromium ${browser.version()}` }
}

const onlyThisMachine = 'MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost'

type Unpacked = { readonly executable: string; readonly environment: Readonly<Record<string, string>> }

/** Unpacked once for all runs. The package takes whatever lies in its folder, so each version has one of its own. */
async function unpackedChromium(): Promise<Unpacked | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64' || !isInstalled('@sparticuz/chromium'))
    return undefined
  const manifest = join(require.resolve('@sparticuz/chromium'), '../../package.json')
  const cache = join(projectRoot, 'node_modules/.cache')
  const folder = join(cache, `seatwarden-chromium-${require(manifest).version}`)
  const unpacked = {
    executable: join(folder, 'chromium'),
    environment: { FONTCONFIG_FILE: join(folder, 'fonts.conf'), XDG_CACHE_HOME: folder },
  }
  if (existsSync(folder)) return unpacked

  await mkdir(cache, { recursive: true })
  const beside = await mkdtemp(`${folder}-`)
  // In a process of its own, since the package asks for the folder of temporary files.
  const unpack = `import('@sparticuz/chromium').then(({ default: chromium }) => chromium.executablePath())`
  await promisify(execFile)(process.execPath, ['--eval', unpack], {
    cwd: projectRoot,
    env: { ...process.env, TMPDIR: beside },
  })
  // Its own fonts alone: texts are as wide on every machine, and one without fonts shows any.
  await writeFile(
    join(beside, 'fonts.conf'),
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir prefix="relative">fonts</dir><cachedir prefix="xdg">fonts-cache</cachedir></fontconfig>`,
  )
  await rename(beside, folder).catch(async (cause) => {
    await rm(beside, { recursive: true, force: true })
    // Somebody else was first.
    if (!existsSync(folder)) throw cause
  })
  return unpacked
}

function isInstalled(name: string): boolean {
  try {
    require.resolve(name)
    return true
  } catch {
    return false
  }
}
