import { expect, test } from 'vitest'
import { readPeople } from '../../portal/operator/people-table.ts'

const id = (digit: number) => `0b0b0b0b-0000-4000-8000-00000000000${digit}`
const read = (...lines: readonly string[]) => readPeople(lines.join('\r\n'), 'nl')
const faults = (...lines: readonly string[]) => read(...lines).lines.map((line) => line.faults)

test('a person needs an id, a name and what they sign in with; the rest is what most have', () => {
  const { lines } = read('\ufeffUserId;displayname;userPrincipalName', `${id(1)};Anna;anna@org.example`)
  expect(lines).toEqual([
    {
      line: 2,
      faults: [],
      person: {
        userId: id(1),
        displayName: 'Anna',
        userPrincipalName: 'anna@org.example',
        mail: 'anna@org.example',
        userType: 'member',
        accountEnabled: true,
        onPremisesSyncEnabled: false,
        language: 'nl',
      },
    },
  ])
})

test('a table whose first line does not name the columns is not read', () => {
  expect(read(`${id(1)},Anna,anna@org.example`)).toEqual({
    missing: ['userId', 'displayName', 'userPrincipalName'],
    lines: [],
  })
  expect(read('userId,displayName')).toEqual({ missing: ['userPrincipalName'], lines: [] })
  expect(read('')).toEqual({ missing: [], lines: [] })
})

test('each line says all that is wrong with it, with its number as an editor counts', () => {
  const header = 'userId,displayName,userPrincipalName,mail,userType,accountEnabled,language'
  const found = read(
    header,
    'x,,ab,,alien,perhaps,de',
    '',
    `${id(1)},Anna,anna@org.example,no-address,,,`,
    `${id(1)},Anna,anna@org.example,,,,`,
    `${id(2)},${'n'.repeat(257)},bo@org.example,,,,`,
  )
  expect(found.lines.map(({ line, faults: wrong }) => [line, wrong.map((fault) => fault.is)])).toEqual([
    [2, ['notYesOrNo', 'idNotGuid', 'noName', 'noAddress', 'typeNotKnown', 'languageNotKnown']],
    [4, ['mailNotAddress']],
    [5, ['twice']],
    [6, ['tooLong']],
  ])
  expect(found.lines[2]?.faults).toEqual([{ is: 'twice', line: 4 }])
})

test('quotes, formulas and markup are text', () => {
  expect(
    read('userId,displayName,userPrincipalName', `${id(1)},"=1+1, <b>""Bo""</b>",bo@org.example`).lines[0]
      ?.person,
  ).toMatchObject({ displayName: '=1+1, <b>"Bo"</b>' })
  expect(faults('userId,displayName,userPrincipalName', `${id(1)},"Bo",bo@org.example`)).toEqual([[]])
})
