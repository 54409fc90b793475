import { languages } from '#core/kernel/language.ts'
import { blank, proseOfCode, proseOfMarkdown } from './prose.ts'

/**
 * The words of this project: British English, people are "they", and the field's terms instead of private ones. Looked
 * at are Markdown, comments, and texts with a space in them: test names and what users read are among these.
 *
 * Left out on purpose:
 * - blocks of code in Markdown, whatever is in backticks, addresses and paths: names there are fixed elsewhere;
 * - `Canceled`, Authorization, Authorize and Unauthorized with a capital: a state, a header, a button and an error that
 *   are called so by Azure, HTTP and the OpenAPI page; License Administrator, which is a role of Entra;
 * - "admin center", the name of a product; what CSS calls color; sizes, which no dialect writes otherwise;
 * - what a stand-in repeats of Azure's own sentences, word for word;
 * - texts in other languages than the first, and the files that list or plant such words;
 * - docs/requirements.md, which repeats the rows word for word, and titles that are looked at where they stand.
 */
const notLookedAt = [
  ...languages.slice(1).map((language) => new RegExp(`(?:^|/)${language}[.]ts$`)),
  /^tools\/rules\/words\.ts$/,
  /^test\/contract\/words\.test\.ts$/,
  /^docs\/requirements\.md$/,
]
const quoted = [
  /to enable sessionful behavior/g,
  /serialization (?:error occurred|process return|operation failed)/gi,
  /Required Header authorization|The (?:input )?authorization token/g,
  /Unrecognized hook/g,
]
const names = [/`[^`\n]+`/g, /\bhttps?:\/\/[^\s)]+/g, /(?<![\w*])[\w.{}-]*\/[\w./{}:-]+/g]

export interface WordFault {
  readonly path: string
  readonly line: number
  readonly word: string
  /** What to write. */
  readonly say: string
}

export const wordRules: readonly { readonly pattern: RegExp; readonly say: string }[] = [
  // British, not American.
  { pattern: /(?<![-\w])color(?:s|ed|ing|ful)?\b(?![-:(])/gi, say: 'colour' },
  {
    pattern: /\b(?:behavi|fav|hon|neighb|lab|hum|harb|flav|rum)or(?:s|ed|ing|al|able|ites?|hood)?\b/gi,
    say: 'our: behaviour',
  },
  { pattern: /(?<!\b[Tt]o )\blicenses?\b/g, say: 'licence; "to license" is what one does' },
  { pattern: /\b[A-Za-z]?[a-z]{2,}yz(?:e|es|ed|ing|er|ers)\b/g, say: 'yse: analyse' },
  {
    pattern:
      /\b(?!Authoriz|Unauthoriz|(?:re|cap|over|under)?siz|priz|seiz|\w*[a-z]siz(?<!(?:empha|synthe)siz))[A-Za-z]?[a-z]{2,}iz(?:e|es|ed|ing|er|ers|ation|ations)\b/g,
    say: 'ise: organise, organisation',
  },
  { pattern: /\bcancel(?:ed|ing|ation)\b/g, say: 'cancelled, cancelling, cancellation' },
  { pattern: /\b(?:label|model|travel|signal|level|total)(?:ed|ing)\b/gi, say: 'two l: labelled' },
  { pattern: /\bcatalogs?\b/gi, say: 'catalogue' },
  { pattern: /(?<!\badmin )\bcenter(?:s|ed)?\b/gi, say: 'centre' },
  { pattern: /\bfulfill(?:s|ment)?\b/gi, say: 'fulfil' },
  { pattern: /\bgray\b/gi, say: 'grey' },
  { pattern: /\b(?:def|off)ense\b/gi, say: 'defence, offence' },
  { pattern: /\b(?:toward|afterward)\b/gi, say: 'towards, afterwards' },
  { pattern: /\bgotten\b/gi, say: 'got' },

  // People are they.
  { pattern: /\bs?he\b/gi, say: 'they' },
  { pattern: /\bhim\b/gi, say: 'them' },
  { pattern: /\b(?:his|hers?)\b/gi, say: 'their, theirs or them' },
  { pattern: /\b(?:him|her)self\b/gi, say: 'themselves' },

  // The field's words.
  { pattern: /\bnudg(?:es?|ed|ing)\b/gi, say: 'wake-up message, to wake' },
  {
    pattern: /\b(?:(?:an?|the|each|every|our|real|front|operators['’]) door|doors)\b/gi,
    say: 'route, HTTP API',
  },
  { pattern: /\bworlds?\b/gi, say: 'services' },
  { pattern: /(?<!\baudit )\btrails?\b/gi, say: 'audit trail' },
  {
    pattern: /(?<=\b(?:purchaser|buyer|administrator|owner)s? (?:is|are|was|were) )told\b/gi,
    say: 'notified',
  },
  { pattern: /\btells?(?= (?:its|the) (?:purchaser|buyer)\b)/gi, say: 'notifies' },
  {
    pattern: /(?<=\b(?:drop|resubmit)(?:s|p?ing|ting)? (?:a|the|its|that) )letters?\b/gi,
    say: 'dead letter',
  },
]

/** The words in a file of the project for which there are others. */
export function wordFaults(path: string, text: string): readonly WordFault[] {
  if (notLookedAt.some((pattern) => pattern.test(path))) return []
  const all = path.endsWith('.md') ? proseOfMarkdown(text) : proseOfCode(text)
  const prose = [...quoted, ...names].reduce((left, pattern) => left.replace(pattern, blank), all)
  const faults = wordRules.flatMap(({ pattern, say }) =>
    [...prose.matchAll(pattern)].map(({ 0: word, index }) => ({
      path,
      line: text.slice(0, index).split('\n').length,
      word,
      say,
    })),
  )
  return faults.sort((a, b) => a.line - b.line)
}
