import { openMailStore } from './mail-store.ts'
import { startReadingServer } from './reading-server.ts'
import { startSmtpServer } from './smtp-server.ts'

export type MailboxOptions = {
  /** 0 picks a free one; the same for `httpPort`. */
  readonly smtpPort: number
  readonly httpPort: number
  /** The mails live here. */
  readonly stateFolder: string
}

export type MailboxReady = { readonly smtpPort: number; readonly httpPort: number }

/** A mail server that delivers to nobody: it keeps what it gets and shows it. */
export async function startMailbox(
  options: MailboxOptions,
): Promise<{ readonly ready: MailboxReady; close(): Promise<void> }> {
  const store = openMailStore(options.stateFolder)
  const smtp = await startSmtpServer(options.smtpPort, store)
  const reading = await startReadingServer(options.httpPort, store)
  return {
    ready: { smtpPort: smtp.port, httpPort: reading.port },
    async close() {
      await Promise.all([smtp.close(), reading.close()])
      store.close()
    },
  }
}
