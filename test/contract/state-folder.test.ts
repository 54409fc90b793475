import { chmodSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { addOrganisations } from '#local/system/organisations-folder.ts'
import { lockState } from '#local/system/state-folder.ts'
import { emptyFolder } from './started-child.ts'

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8)

describe.skipIf(process.platform === 'win32')('the rights of the state folder', () => {
  test('are its owner’s alone when it is new, and what is written by a seed as well', () => {
    const state = join(emptyFolder(), 'deep', 'state')
    lockState(state)?.release()
    addOrganisations(state, 'demo', { tenants: [], personas: [] })
    const names = ['.', 'lock.sqlite', 'organisations', 'organisations/demo.json']
    expect(names.map((name) => modeOf(join(state, name)))).toEqual(['700', '600', '700', '600'])
  })

  test('become so when they were wider', () => {
    const state = emptyFolder()
    mkdirSync(join(state, 'sign-in'))
    writeFileSync(join(state, 'sign-in/signing-keys.json'), '[]')
    writeFileSync(join(state, 'ready.json.123.new'), '{}')
    const wide = {
      '.': 0o777,
      'sign-in': 0o775,
      'sign-in/signing-keys.json': 0o664,
      'ready.json.123.new': 0o644,
    }
    for (const [name, mode] of Object.entries(wide)) chmodSync(join(state, name), mode)
    lockState(state)?.release()
    expect(Object.keys(wide).map((name) => modeOf(join(state, name)))).toEqual(['700', '700', '600', '600'])
  })

  test('stay as they are for what is not ours, and for the folder around it', () => {
    const state = emptyFolder()
    writeFileSync(join(state, 'thesis.txt'), '')
    const elsewhere = join(emptyFolder(), 'elsewhere.json')
    writeFileSync(elsewhere, '')
    symlinkSync(elsewhere, join(state, 'settings.json'))
    for (const [path, mode] of [
      [state, 0o755],
      [join(state, 'thesis.txt'), 0o644],
      [elsewhere, 0o644],
    ] as const)
      chmodSync(path, mode)
    lockState(state)?.release()
    expect([state, join(state, 'thesis.txt'), elsewhere].map(modeOf)).toEqual(['755', '644', '644'])
    expect(modeOf(join(state, 'lock.sqlite'))).toBe('600')
  })
})
