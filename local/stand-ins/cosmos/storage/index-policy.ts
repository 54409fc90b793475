import { isObject, type Json, type JsonObject, type Path } from '../json.ts'

export type IndexingPolicy = {
  readonly indexingMode?: string
  readonly automatic?: boolean
  readonly includedPaths?: readonly { readonly path: string }[]
  readonly excludedPaths?: readonly { readonly path: string }[]
  readonly compositeIndexes?: readonly (readonly { readonly path: string; readonly order?: string }[])[]
}

export const etagPath = '/"_etag"/?'

export const defaultIndexingPolicy: IndexingPolicy = {
  indexingMode: 'consistent',
  automatic: true,
  includedPaths: [{ path: '/*' }],
  excludedPaths: [{ path: etagPath }],
}

type Node = { readonly children: Map<string, Node>; scalar?: boolean; subtree?: boolean }

/** Their index is part of every write's base price: Microsoft measured the published figures with it in place. */
const systemProperties = new Set(['id', '_rid', '_self', '_etag', '_ts', '_attachments'])

/** Says which paths of a document are indexed. A rule for a longer path wins, and `/?` wins over `/*`. */
export class IndexPaths {
  readonly #root: Node = { children: new Map() }

  constructor(policy: IndexingPolicy) {
    if (policy.indexingMode?.toLowerCase() === 'none') return
    for (const { path } of policy.excludedPaths ?? []) this.#rule(path, false)
    for (const { path } of policy.includedPaths ?? []) this.#rule(path, true)
  }

  /** Whether ORDER BY can use the path. `id` and `_ts` always are indexed; `_etag` only where a rule names it. */
  covers(path: Path): boolean {
    if (path.length === 1 && (path[0] === 'id' || path[0] === '_ts')) return true
    let node: Node | undefined = this.#root
    let inherited = node.subtree ?? false
    for (const step of path) {
      node = node.children.get(typeof step === 'number' ? '[]' : step)
      if (node === undefined) return inherited
      inherited = node.subtree ?? inherited
    }
    return node.scalar ?? inherited
  }

  /** How many index entries the document has: one for each different value at each indexed path. */
  termCount(document: JsonObject): number {
    return this.#terms(document).size
  }

  /** How many entries go and come when the document changes. Looks only into properties that differ. */
  changedTermCount(before: JsonObject, after: JsonObject): number {
    const gone = this.#terms(before, after)
    const come = this.#terms(after, before)
    let same = 0
    for (const term of gone) if (come.has(term)) same++
    return gone.size + come.size - 2 * same
  }

  #terms(document: JsonObject, unlike: JsonObject = {}): Set<string> {
    const terms = new Set<string>()
    const inherited = this.#root.subtree ?? false
    for (const key in document) {
      const value = document[key] as Json
      if (value === unlike[key] || systemProperties.has(key)) continue
      collect(terms, key, value, this.#root.children.get(key), inherited)
    }
    return terms
  }

  #rule(path: string, isIncluded: boolean): void {
    const steps = path.slice(1).split('/')
    const last = steps.pop()
    let node = this.#root
    for (const quoted of steps) {
      const step = quoted.replace(/^"(.*)"$/, '$1')
      const child = node.children.get(step) ?? { children: new Map() }
      node.children.set(step, child)
      node = child
    }
    if (last === '*') node.subtree = isIncluded
    else node.scalar = isIncluded
  }
}

function collect(
  terms: Set<string>,
  path: string,
  value: Json,
  node: Node | undefined,
  inherited: boolean,
): void {
  const here = node?.subtree ?? inherited
  if (!here && node === undefined) return
  if (Array.isArray(value)) {
    for (const item of value) collect(terms, `${path}/[]`, item, node?.children.get('[]'), here)
  } else if (isObject(value)) {
    for (const key in value)
      collect(terms, `${path}/${key}`, value[key] as Json, node?.children.get(key), here)
  } else if (node?.scalar ?? here) terms.add(`${path}=${JSON.stringify(value)}`)
}
