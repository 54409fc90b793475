export interface OutgoingMail {
  /** Deterministic, so that a repeat can be told from a second mail: `<...@...>`. */
  readonly messageId: string
  readonly to: { readonly name: string; readonly address: string }
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly language: string
  readonly traceparent?: string
}

export interface Mailer {
  /** Returns when the server has taken the mail; `refused` when it never will (5xx). Other failures throw. */
  send(mail: OutgoingMail): Promise<{ readonly sent: true } | { readonly refused: string }>
}
