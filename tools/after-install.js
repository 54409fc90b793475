import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Runs at the end of `npm ci`, under whichever Node that is: takes away what packages bring along that nothing reads here,
 * a quarter of what they take up: source maps of their own sources, and the headers of Node for those who write add-ons.
 */
// import.meta.dirname is not there in every Node that installs this.
const root = fileURLToPath(new URL('..', import.meta.url))
for (const folder of ['node_modules', 'portal/node_modules']) slim(join(root, folder))

function slim(folder) {
  for (const entry of entriesIn(folder)) {
    const path = join(folder, entry.name)
    // A link leads to what is ours.
    if (entry.isDirectory()) isHeaders(path) ? rmSync(path, { recursive: true }) : slim(path)
    else if (entry.isFile() && /\.[cm]?[jt]s\.map$/.test(entry.name)) rmSync(path)
  }
}

function isHeaders(path) {
  return /[\\/]node[\\/]node_modules[\\/][^\\/]+[\\/]include$/.test(path)
}

/** There is no second folder where the portal is left out. */
function entriesIn(folder) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    if (error.code === 'ENOENT') return []
    throw error
  }
}
