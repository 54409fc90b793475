import { type Language, languages } from '#core/kernel/language.ts'

/** The best language of an Accept-Language header that we have; English when it asks for none, or makes no sense. */
export function languageOf(acceptLanguage: string): Language {
  const ranges = acceptLanguage
    .slice(0, 1_000)
    .split(',')
    .map((range) =>
      /^\s*([a-z]{1,8}|\*)(?:-[a-z0-9-]*)?\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?))?\s*$/i.exec(range),
    )
    .filter((match) => match !== null)
    .map(([, tag = '', quality], place) => ({
      tag: tag.toLowerCase(),
      quality: quality ? Number(quality) : 1,
      place,
    }))
  const wishes = languages.map((language) => {
    const named = ranges.filter(({ tag }) => tag === language)
    const meant = named.length > 0 ? named : ranges.filter(({ tag }) => tag === '*')
    return {
      language,
      quality: Math.max(0, ...meant.map(({ quality }) => quality)),
      place: named.find(({ quality }) => quality > 0)?.place ?? Number.POSITIVE_INFINITY,
    }
  })
  const [best] = wishes.sort((a, b) => b.quality - a.quality || a.place - b.place)
  return best && best.quality > 0 ? best.language : 'en'
}
