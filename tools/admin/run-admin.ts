import { Command, CommanderError, Option } from 'commander'
import { type CommonOptions, openContext, type Run } from './context.ts'
import { addDeadLetters } from './dead-letters.ts'
import { exitCodes, exitHelp } from './exit-codes.ts'
import { Failure, failureJson, failureText } from './failure.ts'
import { addLists } from './lists.ts'
import { addOperations } from './operations.ts'
import { addPolicies } from './policies.ts'
import { addSubscriptions } from './subscriptions.ts'
import type { Surroundings } from './surroundings.ts'
import { addTakeover } from './takeover.ts'
import { addTenants } from './tenants.ts'
import { addWebhooks } from './webhooks.ts'
import { addWhoami } from './whoami.ts'

/** Runs one command line, and gives back the exit code. Output is on stdout, everything else on stderr. */
export async function runAdmin(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const { stdout, stderr } = surroundings
  const run: Run =
    (act) =>
    async (...all) => {
      const command = all.at(-1) as Command
      const options = command.optsWithGlobals<CommonOptions>()
      const context = await openContext(options, surroundings)
      await act(context, options as never, ...(all.slice(0, -2) as never))
    }
  const program = programOf(run)
  for (const command of allOf(program)) {
    command.exitOverride().configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      getOutHelpWidth: () => stdout.columns ?? 100,
      getErrHelpWidth: () => stderr.columns ?? 100,
    })
  }
  try {
    await program.parseAsync(args, { from: 'user' })
    return exitCodes.done
  } catch (error) {
    // Commander has said what is wrong, or shown its help.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage
    const failure = failureFrom(error, surroundings.interrupted)
    stderr.write(`${args.includes('--json') ? failureJson(failure) : failureText(failure)}\n`)
    return exitCodes[failure.exit]
  }
}

function programOf(run: Run): Command {
  const program = new Command('npm run admin --')
    .description(
      'Seatwarden from the command line, by its HTTP API alone. On this machine: --as PERSONA. Elsewhere: --api and --scope, which asks for a code in a browser, or SEATWARDEN_TOKEN.',
    )
    .option('--as <persona>', 'one of the people of this machine’s service (SEATWARDEN_AS)')
    .option('--api <url>', 'where the service is (SEATWARDEN_API)')
    .option('--scope <scope>', 'what to ask Entra a token for (SEATWARDEN_SCOPE)')
    .option('--directory <id>', 'the Entra directory to sign in to (SEATWARDEN_DIRECTORY)')
    .option(
      '--client-id <id>',
      'sign in with this application in place of Azure CLI’s (SEATWARDEN_CLIENT_ID)',
    )
    .option('--token-stdin', 'read an access token from the standard input; SEATWARDEN_TOKEN has one, too')
    .option('--tenant <id>', 'the organisation to work in; your own when absent')
    .option('--json', 'one JSON value on stdout, and nothing else there')
    .option('--yes', 'do it without asking')
    .addOption(
      new Option('--repeat-id <uuid>', 'run the same command again under the same id: it is done once'),
    )
    .showHelpAfterError('Add --help to see how it is used.')
    .addHelpText('after', `\n${exitHelp()}`)
  addWhoami(program, run)
  addSubscriptions(program, run)
  addTakeover(program, run)
  addLists(program, run)
  addOperations(program, run)
  addPolicies(program, run)
  addWebhooks(program, run)
  addDeadLetters(program, run)
  addTenants(program, run)
  return program
}

function allOf(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(allOf)]
}

function failureFrom(error: unknown, interrupted: AbortSignal): Failure {
  if (error instanceof Failure) return error
  if (interrupted.aborted) return new Failure('interrupted', 'Interrupted.')
  const message = error instanceof Error ? error.message : String(error)
  return new Failure('fault', message, { cause: error })
}
