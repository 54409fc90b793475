/**
 * Which row of `docs/requirements.json` is shown by which test: what `npm run check` and `npm run requirements` hold
 * the titles of the tests to, and the page that says it, `docs/requirements.md`.
 */
export interface Requirements {
  readonly rows: readonly Row[]
  /** Rows that nothing shows yet, each with the reason. */
  readonly open: Readonly<Record<string, string>>
  /** Rows that ask for a sentence in the documentation: where it stands. */
  readonly informative: Readonly<Record<string, Sentence>>
}
export interface Row {
  readonly id: string
  readonly group: string
  readonly who: string
  readonly rule: string
  readonly mustShow: string
}
export interface Sentence {
  readonly file: string
  readonly sentence: string
}
/** A test by its full title, as it stands in the source: `%s` and `$name` are not filled in. */
export interface TestTitle {
  readonly file: string
  readonly title: string
}
/** A test as it was run, by its full title with everything filled in. */
export interface TestResult extends TestTitle {
  readonly status: 'passed' | 'failed' | 'skipped'
}

export type RowState =
  | {
      readonly is: 'passed' | 'failed' | 'not run'
      readonly passed: number
      readonly failed: readonly string[]
    }
  | { readonly is: 'open' | 'said'; readonly why: string }

/** The ids in a title; also those that no row has, such as R0001. A tax id that ends in B01 is none. */
export function idsIn(title: string): ReadonlySet<string> {
  return new Set(title.match(/(?<![\p{L}\p{N}])[RB]\d+(?![\p{L}\p{N}])/gu))
}

/** The tests that name each row. */
export function testsByRow<Test extends TestTitle>(
  tests: readonly Test[],
): ReadonlyMap<string, readonly Test[]> {
  const byRow = new Map<string, Test[]>()
  for (const test of tests)
    for (const id of idsIn(test.title)) byRow.set(id, [...(byRow.get(id) ?? []), test])
  return byRow
}

/** What is wrong before anything is run. `read` gives the text of a page of ours. */
export function claimFaults(
  { rows, open, informative }: Requirements,
  titles: readonly TestTitle[],
  read: (file: string) => string,
): readonly string[] {
  const known = new Set(rows.map(({ id }) => id))
  const named = testsByRow(titles)
  const oneLine = (text: string) => text.replace(/\s+/g, ' ')
  return [
    ...titles.flatMap(({ file, title }) =>
      [...idsIn(title)]
        .filter((id) => !known.has(id))
        .map((id) => `${file}: "${title}" names ${id}, which is no row.`),
    ),
    ...titles
      .filter(({ title }) => /\b[RB]\d+\s*(?:to|through|[-–—…]|\.\.+)\s*[RB]?\d+\b/.test(title))
      .map(({ file, title }) => `${file}: "${title}" names a range of rows: write each id.`),
    ...[...Object.keys(open), ...Object.keys(informative)]
      .filter((id) => !known.has(id))
      .map((id) => `${id} is no row: neither open nor said.`),
    ...rows.flatMap(({ id }) => {
      const tests = named.get(id) ?? []
      const said = informative[id]
      if (open[id] !== undefined)
        return tests.length > 0 || said
          ? [`${id} is listed as open, and is shown: take it off the list.`]
          : []
      if (said)
        return oneLine(read(said.file)).includes(oneLine(said.sentence))
          ? []
          : [`${id}: ${said.file} does not say: ${said.sentence}`]
      return tests.length === 0 ? [`${id} is named by no test.`] : []
    }),
  ]
}

/** What a run of all tests says of a row. */
export function stateOf(
  { id }: Row,
  { open, informative }: Requirements,
  ran: ReadonlyMap<string, readonly TestResult[]>,
): RowState {
  if (open[id] !== undefined) return { is: 'open', why: open[id] }
  const said = informative[id]
  const results = ran.get(id) ?? []
  const passed = results.filter(({ status }) => status === 'passed').length
  const failed = results.filter(({ status }) => status === 'failed').map(({ title }) => title)
  if (failed.length > 0) return { is: 'failed', passed, failed }
  if (said && results.length === 0) return { is: 'said', why: `${said.file}: ${said.sentence}` }
  return { is: passed > 0 ? 'passed' : 'not run', passed, failed }
}

/** What is wrong with the results. */
export function runFaults(
  requirements: Requirements,
  titles: readonly TestTitle[],
  results: readonly TestResult[],
): readonly string[] {
  const inSource = testsByRow(titles)
  const ran = testsByRow(results)
  const known = new Set(requirements.rows.map(({ id }) => id))
  return [
    ...requirements.rows.flatMap((row) => {
      const state = stateOf(row, requirements, ran)
      if (state.is === 'failed') return [`${row.id} fails: ${state.failed.join('; ')}`]
      return state.is === 'not run' ? [`${row.id}: no test that names it has passed.`] : []
    }),
    // An id that only a table of values brings into a title would be missing from the page.
    ...[...ran].flatMap(([id, tests]) =>
      tests
        .filter(({ file }) => !known.has(id) || !inFile(inSource, id, file))
        .slice(0, 1)
        .map(({ title }) => `${id} is filled into "${title}": write it in the title itself.`),
    ),
  ]
}

function inFile(titles: ReadonlyMap<string, readonly TestTitle[]>, id: string, file: string): boolean {
  return (titles.get(id) ?? []).some((test) => test.file === file)
}

/** `docs/requirements.md`: the same for the same titles, in whatever order they come. */
export function requirementsPage(requirements: Requirements, titles: readonly TestTitle[]): string {
  const { rows, open, informative } = requirements
  const named = testsByRow(titles)
  const lines = rows.flatMap((row, at) => {
    const said = informative[row.id]
    const tests = (named.get(row.id) ?? []).map(({ file, title }) => `- \`${file}\`: ${title}`)
    return [
      ...(row.group === rows[at - 1]?.group ? [] : [`## ${row.group}`, '']),
      `### ${row.id} ${row.rule}`,
      '',
      `*${row.who}.* Must show: ${row.mustShow}`,
      '',
      ...(open[row.id] === undefined ? [] : [`- Open: ${open[row.id]}`]),
      ...(said ? [`- Said in \`${said.file}\`: ${said.sentence}`] : []),
      ...[...new Set(tests)].toSorted(),
      '',
    ]
  })
  return `# Requirements

Every row of \`docs/requirements.json\`, and the tests that show it. \`npm run requirements\` says which of them passed;
with \`-- --write\` it writes this page, and \`npm run check\` compares the page with the tests. Rows that nothing shows
yet are in \`docs/requirements-open.json\`; those that ask for a sentence, in \`docs/requirements-informative.json\`.

${lines.join('\n').trimEnd()}
`
}
