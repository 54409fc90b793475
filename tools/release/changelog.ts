/** What CHANGELOG.md says of a version: the text below its heading; nothing where there is none. */
export function sectionOf(changelog: string, version: string): string {
  const heading = new RegExp(`^## ${version.replaceAll('.', '\\.')}(?: .*)?$`, 'm').exec(changelog)
  if (!heading) return ''
  const below = changelog.slice(heading.index + heading[0].length)
  return (/^[\s\S]*?(?=^## |(?![\s\S]))/m.exec(below)?.[0] ?? '').trim()
}
