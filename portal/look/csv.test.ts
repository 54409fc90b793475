import Papa from 'papaparse'
import { expect, test } from 'vitest'
import { csvOf, usersIn } from './csv.ts'

test.each(['=1+1', '+31 6', '-1', '@SUM(A1)', '＝1', '\t=1', '\r=1', '\n=1', 'a;=1', 'a\n=1', 'a\t-1'])(
  'a spreadsheet takes %j for a text',
  (cell) => {
    const [[written = '', ...more] = []] = Papa.parse<string[]>(csvOf([cell], [[cell]]), {
      delimiter: ',',
    }).data
    expect(more).toEqual([])
    for (const part of written.split(/[;\t\r\n]/)) expect(part).not.toMatch(/^[=+\-@＝＋－＠]/)
    expect(written).toContain("'")
    expect(written.replaceAll("'", '')).toBe(cell)
  },
)

test('every other text comes back as it is, with quotes, commas, line ends and signs of any script', () => {
  const cells = ['a "b" c', 'x,y', 'one\r\ntwo', 'one\ntwo', '', ' ', "'", '名前', 'é', '🙂', 'مرحبا', '1-2']
  const { data } = Papa.parse<string[]>(csvOf(cells, [cells, cells]), { delimiter: ',' })
  expect(data).toEqual([cells, cells, cells])
})

test('rows end as RFC 4180 has it, and every cell is quoted', () => {
  expect(csvOf(['a', 'b'], [['1', '2;3']])).toBe('"a","b"\r\n"1","2;3"')
  expect(csvOf(['a'], [])).toBe('"a"\r\n')
})

const people = ['anna@contoso.example', 'piet@contoso.example']

test.each<[string, string]>([
  ['lines of Unix', people.join('\n')],
  ['lines of Windows, the last one ended', `${people.join('\r\n')}\r\n`],
  ['lines of an old Mac', people.join('\r')],
  ['a mark that it is UTF-8', `\ufeff${people.join('\n')}`],
  ['blank lines and blanks', `\n  ${people[0]}  \n\n\t\n${people[1]}\n,\n`],
  ['a header', `User principal name\n${people.join('\n')}`],
  ['a header of ours', `"userId","userPrincipalName"\r\n"${people[0]}","x"\r\n"${people[1]}","y"\r\n`],
  ['a header in Dutch', `E-mailadres;Naam\n${people[0]};Anna\n${people[1]};Piet`],
  ['a header with a mark', `\ufeffEmail,Name\n${people[0]},Anna\n${people[1]},Piet`],
  ['semicolons', `${people[0]};Anna\n${people[1]};Piet`],
  ['tabs', `${people[0]}\tAnna\n${people[1]}\tPiet`],
  ['quotes', `"${people[0]}","Anna, of A"\n"${people[1]}","Piet"`],
  ['columns that are not the first', `Name;User name\nAnna;${people[0]}\nPiet;${people[1]}`],
  ['a column of ids with gaps', `userId,userPrincipalName\n${people[0]},x\n,${people[1]}\n`],
  ['numbers before it', `Id,E-mail address\n1,${people[0]}\n2,${people[1]}`],
])('people of a list with %s', (_, text) => {
  expect(usersIn(text)).toEqual(people)
})

test('a list without a header loses nobody', () => {
  const ids = ['5eab0c1e-0000-4000-8000-000000000001', '5eab0c1e-0000-4000-8000-000000000002']
  expect(usersIn(ids.join('\n'))).toEqual(ids)
  expect(usersIn('')).toEqual([])
  for (const person of [
    'emailia@contoso.example',
    'anna.contoso.example',
    'Naima',
    'ida',
    'id@contoso.example',
  ])
    expect(usersIn(person)).toEqual([person])
})

test('a hundred thousand people are read at once', () => {
  const many = Array.from({ length: 100_000 }, (_none, index) => `person${index}@contoso.example`)
  expect(usersIn(many.join('\r\n'))).toHaveLength(100_000)
})
