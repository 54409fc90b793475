import cliProgress from 'cli-progress'

export interface Progress {
  /** `note` is shown behind the numbers. */
  at(done: number, note?: string): void
  end(): void
}

/** A bar where somebody watches; elsewhere a line whenever another tenth is done. */
export function showProgress(title: string, total: number, stream: NodeJS.WriteStream): Progress {
  if (!stream.isTTY) return lines(title, total, stream)
  const bar = new cliProgress.SingleBar(
    { format: `  ${title} {bar} {value}/{total}  {note}`, hideCursor: true, barsize: 30, stream },
    cliProgress.Presets.shades_classic,
  )
  bar.start(total, 0, { note: '' })
  return {
    at: (done, note = '') => bar.update(done, { note }),
    end: () => bar.stop(),
  }
}

function lines(title: string, total: number, stream: NodeJS.WriteStream): Progress {
  let told = -1
  let noted = ''
  return {
    at(done, note = '') {
      const tenth = total === 0 ? 10 : Math.floor((done / total) * 10)
      if (tenth === told && note === noted) return
      told = tenth
      noted = note
      stream.write(`  ${title} ${done}/${total}${note === '' ? '' : `  ${note}`}\n`)
    },
    end() {},
  }
}
