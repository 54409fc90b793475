import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

export const indexHtml =
  '<!doctype html><title>Seatwarden</title><script type="application/json" id="config">{}</script>'

/** Writes what a build of the portal leaves behind, as far as whoever serves it can tell. */
export function aBuiltPortal(folder: string): string {
  const files = {
    'index.html': indexHtml,
    'signed-in.html': '<!doctype html><title>Signed in</title>',
    'favicon.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
    'assets/index-C0ffee12.js': 'as it is',
    'assets/index-C0ffee12.js.br': 'by Brotli',
    'assets/index-C0ffee12.js.gz': 'by gzip',
    'assets/plain-C0ffee12.css': 'a{}',
    '.built-of': 'these sources',
    '.modules.json': '[]',
  }
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
  return folder
}
