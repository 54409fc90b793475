export interface OutgoingMail {
  /** Deterministic, so that a repeat can be told from a second mail: `<...@...>`. */
  readonly messageId: string
  readonly to: Recipient
  readonly cc?: Recipient
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly language: string
  readonly traceparent?: string
}

export interface Recipient {
  readonly name: string
  readonly address: string
}

export interface Mailer {
  /**
   * Returns when the server has taken the mail; `refused` when it never will (5xx). Other failures throw. Whether it takes
   * the copy too decides nothing: `copyRefused` says why it does not.
   */
  send(
    mail: OutgoingMail,
  ): Promise<{ readonly sent: true; readonly copyRefused?: string } | { readonly refused: string }>
}
