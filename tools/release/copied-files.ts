import { cp, mkdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'

/** What a build takes over from packages as it is, each with the licence that must go along. */
export const copiedFiles = [
  {
    // functions/docs/assets.ts looks for them: not in node_modules, which a remote build empties.
    package: 'swagger-ui-dist',
    to: 'docs-assets',
    files: ['LICENSE', 'swagger-ui.css', 'swagger-ui-bundle.js'],
  },
  {
    // For functions/billing/document/fonts.ts.
    package: '@expo-google-fonts/inter',
    to: 'fonts',
    files: ['LICENSE_FONT', '400Regular/Inter_400Regular.ttf', '600SemiBold/Inter_600SemiBold.ttf'],
  },
] as const

/** Where the built portal goes. */
export const portalFolder = 'portal-files'

export async function copyFiles(out: string): Promise<void> {
  for (const { package: name, to, files } of copiedFiles) {
    const from = dirname(createRequire(import.meta.url).resolve(`${name}/package.json`))
    await mkdir(join(out, to))
    for (const file of files) await cp(join(from, file), join(out, to, basename(file)))
  }
}
