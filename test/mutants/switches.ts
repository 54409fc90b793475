import { readFileSync } from 'node:fs'
import { filesLike } from '#tools/rules/files.ts'

/**
 * Every refusal of the decisions about seats and jobs, and every condition of their batches, gets a switch of its own:
 * the text of a module is changed while it is loaded, so that `globalThis.takenAway` may name the one that is forgotten.
 */

declare global {
  var takenAway: string | undefined
}

const decides = /core\/(?:seats|take-over|subscriptions|operations)\/[\w-]+\.ts$/
/** These have comparisons that find something, and none that a batch depends on. */
const onlyFinds = /core\/seats\/assignment\.ts$/

/** What can be taken away, by the module that it stands in. */
export function switchesByModule(): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, readonly string[]>()
  for (const path of filesLike('core/*/*.ts')) {
    const own: string[] = []
    withSwitches(path, readFileSync(path, 'utf8'), (name) => own.push(name))
    if (own.length > 0) names.set(path, own)
  }
  return names
}

/** The text of a module with its switches; `hears` is told each of their names. */
export function withSwitches(
  path: string,
  text: string,
  hears: (name: string) => void = () => {},
): string | undefined {
  if (!decides.test(path)) return undefined
  const known = new Map<string, number>()
  const isGone: IsGone = (base) => {
    const times = (known.get(base) ?? 0) + 1
    known.set(base, times)
    const name = times === 1 ? base : `${base} (${times})`
    hears(name)
    return `globalThis.takenAway === ${JSON.stringify(name)}`
  }
  const refusing = withRules(withRefusals(text, isGone), isGone)
  return withConditions(refusing, isGone, onlyFinds.test(path))
}

/** The text that tells whether what has this name is taken away. */
type IsGone = (name: string) => string

const refusals =
  /(?<![.\w])(?<!function )(?:(refuse\w*|deleted|notActive|inProgress|takeControlFirst)\(|\{ problem: [{'])/g
/** What only gives a refusal a name: those who call it are looked at instead. */
const givesNames = new Set(['deleted', 'notActive', 'inProgress', 'takeControlFirst'])

function withRefusals(text: string, isGone: IsGone): string {
  let [done, from] = ['', 0]
  for (const found of text.matchAll(refusals)) {
    const at = found.index
    const within = functionAt(text, at)
    if (givesNames.has(within)) continue
    const code = /^(?:refuse\(|\{ problem: (?:\{ code: )?)\s*'(\w+)'/.exec(text.slice(at))?.[1] ?? found[1]
    const gone = isGone(`${within}: ${code}`)
    const returns = /return\s+$/.exec(text.slice(from, at))
    done += returns
      ? `${text.slice(from, at - returns[0].length)}if (!(${gone})) ${returns[0]}${found[0]}`
      : `${text.slice(from, at)}(${gone} ? () => undefined : ${found[1]})(`
    from = at + found[0].length
  }
  return done + text.slice(from)
}

/** The table of who may do what and when: each entry counts as a refusal. */
function withRules(text: string, isGone: IsGone): string {
  let action = ''
  return text.replace(
    /^ {2}(\w+): \{$|(?<= {4})inWhoseHands: ('one'|'also the purchaser')|onlyInTerm: true(?=,)|notDuring: \[([^\]]*)\]/gm,
    (line, begins: string | undefined, hands: string | undefined, during: string | undefined) => {
      if (begins) action = begins
      if (hands)
        return `get inWhoseHands() { return ${isGone(`${action}: in whose hands`)} ? 'anyone' : ${hands} }`
      if (line.startsWith('onlyInTerm'))
        return `get onlyInTerm() { return !(${isGone(`${action}: only in its term`)}) }`
      if (during === undefined) return line
      const all = during.split(', ').filter((one) => one !== '')
      const each = all.map((one) => `...(${isGone(`${action}: ${one.slice(1, -1)}`)} ? [] : [${one}])`)
      return `get notDuring() { return [${each.join(', ')}] }`
    },
  )
}

function withConditions(text: string, isGone: IsGone, onlyVersions: boolean): string {
  return text.replace(
    /\{ field: ('[\w.]+'), is: ('[^']+')[^}]*\}|(\.\.\.|(?<=when: ))(enough\(\w+\))|(?<!readonly )ifMatch: [\w.]+/g,
    (condition: string, field?: string, is?: string, dots?: string, enough?: string, at?: number) => {
      const within = functionAt(text, at ?? 0)
      if (condition.startsWith('ifMatch'))
        return `...(${isGone(`${within}: version`)} ? {} : { ${condition} })`
      if (onlyVersions) return condition
      if (enough) return `${dots}(${isGone(`${within}: enough`)} ? [] : ${enough})`
      return `...(${isGone(`${within}: ${field?.slice(1, -1)} ${is?.slice(1, -1)}`)} ? [] : [${condition}])`
    },
  )
}

function functionAt(text: string, at: number): string {
  return [...text.slice(0, at).matchAll(/function (\w+)/g)].at(-1)?.[1] ?? ''
}
