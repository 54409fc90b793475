/** How the command line ends: a contract with scripts, shown by `--help` and in docs/operate/command-line.md. */
export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  forbidden: 3,
  notFound: 4,
  refused: 5,
  unavailable: 6,
  notConfirmed: 7,
  unfinished: 8,
  fault: 9,
  interrupted: 130,
} as const

export type Exit = keyof typeof exitCodes

export const exitMeanings: { readonly [exit in Exit]: string } = {
  done: 'done',
  failed: 'the operation ended as Failed or Canceled, or one of its sources did',
  usage: 'the command or its input is wrong; nothing was changed',
  forbidden: 'not signed in, or your role does not allow it',
  notFound: 'there is no such thing, or you may not know of it',
  refused: 'the state of things forbids it: the error has the code and what to do',
  unavailable: 'no answer, or too busy, also after several tries: try again later',
  notConfirmed: 'nobody said yes; nothing was changed',
  unfinished: 'the operation waits for an operator, or --timeout is over; it goes on',
  fault: 'something is broken: the service answered what this program does not understand',
  interrupted: 'Ctrl-C; what was started goes on',
}

export function exitHelp(): string {
  const lines = Object.entries(exitCodes).map(
    ([exit, code]) => `  ${String(code).padEnd(4)} ${exitMeanings[exit as Exit]}`,
  )
  return `Exit codes:\n${lines.join('\n')}`
}
