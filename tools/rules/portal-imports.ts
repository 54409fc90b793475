import { dirname, join, normalize } from 'node:path/posix'

/** From the lowest to the highest; the features stand above all of them, side by side. */
const kit = ['api', 'look', 'sign-in', 'shell']

/** `from '…'` of an import or export, types included, and `import('…')`. */
const imported = /(?:\bfrom\s+|\bimport\s*\(\s*|^\s*import\s+)'([^']+)'/gm

/**
 * Who imports whom in the portal, which the other rooms' checker cannot read (TSX): nothing of the product, in the kit
 * nothing from above, in a feature no other feature. Paths are those from the root.
 */
export function portalImportFaults(files: ReadonlyMap<string, string>): string[] {
  const faults: string[] = []
  for (const [path, text] of files) {
    for (const [, specifier = ''] of text.matchAll(imported)) {
      const fault = faultOf(path, specifier)
      if (fault) faults.push(`${path} imports ${specifier}: ${fault}`)
    }
  }
  return faults
}

function faultOf(from: string, specifier: string): string | undefined {
  if (specifier.startsWith('#')) return 'the portal knows of the product what portal/api/schema.d.ts says.'
  if (!specifier.startsWith('.')) return undefined
  const to = normalize(join(dirname(from), specifier))
  if (!to.startsWith('portal/')) return 'the portal knows of the product what portal/api/schema.d.ts says.'
  const [mine, theirs] = [roomOf(from), roomOf(to)]
  if (mine === undefined || mine === theirs) return undefined
  if (theirs === undefined) return 'the list of all pages is above them.'
  const [myPlace, theirPlace] = [kit.indexOf(mine), kit.indexOf(theirs)]
  if (myPlace === -1 && theirPlace === -1) return 'a feature knows no other one: a link is by address.'
  if (myPlace !== -1 && (theirPlace === -1 || theirPlace > myPlace))
    return `what is below knows nothing of what is above: ${kit.join(' < ')} < features.`
  return undefined
}

/** The folder below portal/; undefined for the files that put all of it together. */
function roomOf(path: string): string | undefined {
  return /^portal\/([^/]+)\//.exec(path)?.[1]
}
