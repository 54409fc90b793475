import { existsSync } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'

/** A file of the built portal, below its folder. */
export interface PortalFile {
  /** `index.html`, `assets/index-C0ffee.js` */
  readonly name: string
  readonly contentType: string
  /** Whether its name changes with what is in it. */
  readonly isAsset: boolean
  /** How it lies there compressed as well, the smallest first. */
  readonly codings: readonly Coding[]
  /** Reads it, as it is or compressed, the first time that it is asked for. */
  read(coding?: Coding): Promise<Buffer>
}

type Coding = 'br' | 'gzip'
type Files = ReadonlyMap<string, PortalFile>

const endings: Readonly<Record<Coding, string>> = { br: '.br', gzip: '.gz' }

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
}

/** What can be asked for in a folder, by name; undefined while no portal is there. Built again, it is looked at again. */
export function portalFiles(folder: string): () => Promise<Files | undefined> {
  let known: { readonly builtMs: number; readonly files: Files } | undefined
  return async () => {
    const index = await stat(join(folder, 'index.html')).catch(() => undefined)
    if (!index) return undefined
    if (known?.builtMs !== index.mtimeMs) known = { builtMs: index.mtimeMs, files: await filesIn(folder) }
    return known.files
  }
}

/** The build lays them beside its chunks; running from the sources they are where Vite puts them. */
export function portalFolder(): string {
  const built = join(import.meta.dirname, '../portal-files')
  return existsSync(built) ? built : join(import.meta.dirname, '../../portal/dist')
}

async function filesIn(folder: string): Promise<Files> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const names = new Set(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/')),
  )
  const files = new Map<string, PortalFile>()
  for (const name of names) {
    const contentType = types[extname(name)]
    // What begins with a dot is for whoever built it.
    if (contentType === undefined || /(?:^|\/)\./.test(name)) continue
    const contents = new Map<string, Buffer>()
    files.set(name, {
      name,
      contentType,
      isAsset: name.startsWith('assets/'),
      codings: (['br', 'gzip'] as const).filter((coding) => names.has(name + endings[coding])),
      async read(coding) {
        const file = coding ? name + endings[coding] : name
        const content = contents.get(file) ?? (await readFile(join(folder, file)))
        contents.set(file, content)
        return content
      },
    })
  }
  return files
}
