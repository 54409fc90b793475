import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { create, type Font } from 'fontkit'

export interface Fonts {
  readonly regular: Font
  readonly bold: Font
}

let read: Promise<Fonts> | undefined

/** The two faces of the document, read with the first one and kept: to understand them takes longer than to draw. */
export function fonts(): Promise<Fonts> {
  read ??= readFonts()
  return read
}

async function readFonts(): Promise<Fonts> {
  const [regular, bold] = await Promise.all([
    readFile(fileOf('400Regular', 'Inter_400Regular.ttf')),
    readFile(fileOf('600SemiBold', 'Inter_600SemiBold.ttf')),
  ])
  return { regular: create(regular) as Font, bold: create(bold) as Font }
}

/** The build lays them beside its chunks; running from the sources they are in their package. */
function fileOf(face: string, file: string): string {
  const built = join(import.meta.dirname, '../fonts')
  if (existsSync(built)) return join(built, file)
  const inPackage = createRequire(import.meta.url).resolve('@expo-google-fonts/inter/package.json')
  return join(dirname(inPackage), face, file)
}
