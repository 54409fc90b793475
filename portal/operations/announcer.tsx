import { useEffect, useRef, useState } from 'react'
import type { Operation } from '../api/operations.ts'
import { useFormat } from '../look/format.ts'
import { useOperationWords } from '../look/operation-words.ts'
import { VisuallyHidden } from '../look/visually-hidden.tsx'
import { type Announcement, announcementOf } from './announcement.ts'
import { useOperationsWords } from './words.ts'

/** Tells a screen reader how the operation gets on, without a word too many. */
export function Announcer({ operation }: { readonly operation: Operation }) {
  const { kinds, status } = useOperationWords()
  const words = useOperationsWords()
  const format = useFormat()
  const before = useRef<Operation>(undefined)
  const [heard, setHeard] = useState<Announcement>()
  useEffect(() => {
    const news = announcementOf(before.current, operation)
    before.current = operation
    if (news) setHeard(news)
  }, [operation])
  const kind = kinds[operation.kind]
  const saying = () => {
    if (!heard) return ''
    switch (heard.of) {
      case 'ended':
        return heard.status === 'Succeeded' ? words.ended[operation.kind] : `${kind}: ${status[heard.status]}`
      case 'percent':
        return words.announce.percent(kind, format.percent(heard.percent))
      default:
        return words.announce[heard.of](kind)
    }
  }
  return (
    <VisuallyHidden>
      <div role="status">{saying()}</div>
    </VisuallyHidden>
  )
}
