import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Component } from './components.ts'

/** The licences of everything in a release that somebody else wrote, word for word: most of them ask for that. */
export async function licenceTexts(components: readonly Component[], root: string): Promise<string> {
  const texts = await Promise.all(
    components.map(async (component) => {
      const { name, version, licence, path } = component
      const files = (await readdir(join(root, path))).filter((file) =>
        /^(?:licen[cs]e|copying|notice)/i.test(file),
      )
      const said = await Promise.all(files.sort().map((file) => readFile(join(root, path, file), 'utf8')))
      return [`${name} ${version}: ${licence}`, ...said.map((text) => text.replaceAll('\r\n', '\n').trim())]
    }),
  )
  const line = `\n\n${'-'.repeat(80)}\n\n`
  return `${texts.map((parts) => parts.join('\n\n')).join(line)}\n`
}
