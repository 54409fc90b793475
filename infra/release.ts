import { createRequire } from 'node:module'

export interface Release {
  readonly version: string
  /** What it was built from; absent where that was more than a commit, or is not built at all. */
  readonly commit?: string
}

/** Above this folder lies package.json of the sources, above the chunks that of the build: read once, at the first call. */
const manifest = createRequire(import.meta.url)('../package.json') as Release

export const release: Release = {
  version: manifest.version,
  ...(manifest.commit === undefined ? {} : { commit: manifest.commit }),
}
