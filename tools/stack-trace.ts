import { readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { join } from 'node:path'

/** A place in a file of the bundle, wherever that is deployed: the entry, or one of its chunks. */
const places = /(?:file:\/\/)?[^\s()'"\\]*?\b((?:chunks\/[\w.-]+|app)\.js):(\d+):(\d+)/g

/**
 * A stack trace of the bundle, or a log with some in it, with the places in the sources; what is of another build, or no
 * place of ours, stays as it is.
 */
export function readable(text: string, maps: string): string {
  const known = new Map<string, SourceMap | undefined>()
  const mapOf = (file: string) => {
    if (!known.has(file)) known.set(file, readMap(join(maps, `${file}.map`)))
    return known.get(file)
  }
  return text.replaceAll(places, (place, file: string, line: string, column: string) => {
    const origin = mapOf(file)?.findOrigin(Number(line), Number(column))
    if (!origin || !('fileName' in origin)) return place
    return `${origin.fileName}:${origin.lineNumber}:${origin.columnNumber}`
  })
}

function readMap(path: string): SourceMap | undefined {
  try {
    return new SourceMap(JSON.parse(readFileSync(path, 'utf8')))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
