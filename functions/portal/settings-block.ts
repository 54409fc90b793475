import type { Ports } from '#core/ports/ports.ts'

const block = /(<script type="application\/json" id="config">)[^<]*(<\/script>)/

/**
 * The page with what this environment says in its block of JSON, so that one build is for all of them. Nothing in it is a
 * secret. A page without the block stays as it is.
 */
export function withSettings(
  page: Buffer,
  { portal, release }: Pick<Ports['settings'], 'portal' | 'release'>,
): Buffer {
  const text = page.toString()
  if (!block.test(text)) return page
  const { clientId, authority, scope, cardFieldsUrl } = portal
  const json = JSON.stringify({ clientId, authority, scope, cardFieldsUrl, version: release.version })
  // As JSON alone it could end the element that it stands in.
  const harmless = json.replaceAll('<', '\\u003c')
  return Buffer.from(text.replace(block, (_, start: string, end: string) => start + harmless + end))
}
