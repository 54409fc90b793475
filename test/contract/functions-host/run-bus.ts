import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startChild } from '#local/stand-ins/child.ts'

export interface RunningBus {
  readonly connectionString: string
  /** Ends without warning. */
  kill(): Promise<void>
  /** On the same port, with the same stored messages. */
  restart(): Promise<void>
}

const main = fileURLToPath(new URL('../../../local/stand-ins/service-bus/main.ts', import.meta.url))

/** Runs the stand-in broker as a process of its own, so that a test can kill it. */
export async function runBus(queues: readonly string[], lockDurationMs: number): Promise<RunningBus> {
  const stateFolder = mkdtempSync(join(tmpdir(), 'functions-host-bus-'))
  let port = 0
  let child: ChildProcess
  const start = async () => {
    const options = { port, stateFolder, config: configOf(queues), lockDurationMs }
    child = startChild(main, options)
    const [message] = await once(child, 'message')
    port = (message as { ready: { port: number } }).ready.port
  }
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill('SIGKILL')
    await exited
  }
  await start()
  return {
    connectionString: `Endpoint=sb://127.0.0.1:${port};SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=x;UseDevelopmentEmulator=true`,
    kill,
    restart: start,
  }
}

function configOf(queues: readonly string[]) {
  const properties = {
    DeadLetteringOnMessageExpiration: true,
    DefaultMessageTimeToLive: 'P14D',
    DuplicateDetectionHistoryTimeWindow: 'PT10M',
    ForwardDeadLetteredMessagesTo: '',
    ForwardTo: '',
    LockDuration: 'PT30S',
    MaxDeliveryCount: 3,
    RequiresDuplicateDetection: false,
    RequiresSession: false,
  }
  return {
    UserConfig: {
      Namespaces: [
        { Name: 'test', Queues: queues.map((Name) => ({ Name, Properties: properties })), Topics: [] },
      ],
      Logging: { Type: 'File' },
    },
  }
}
