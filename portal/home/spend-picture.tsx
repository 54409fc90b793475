import { Text } from '@fluentui/react-components'
import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useSpendByMonth } from '../api/spend.ts'
import { useFormat } from '../look/format.ts'
import { SpendByMonth } from '../look/pictures/spend-by-month.tsx'
import { picturesOf } from '../look/pictures/spend-of-months.ts'
import { ProblemPanel } from '../look/problem-panel.tsx'
import { Section } from '../look/section.tsx'
import { useSession } from '../sign-in/session.tsx'
import { useHomeWords } from './words.ts'

/** The last twelve months, in the currency of which most was spent. (B19) */
export function SpendPicture() {
  const words = useHomeWords()
  const format = useFormat()
  const { api, tenantId } = useSession()
  const months = useSpendByMonth(api, tenantId)
  const [picture] = useMemo(() => (months.data ? picturesOf(months.data, new Date()) : []), [months.data])
  return (
    <Section
      title={words.spend}
      about={picture && words.spendTotal(format.money({ amount: picture.total, currency: picture.currency }))}
      commands={<Link to="/spend">{words.toSpend}</Link>}
    >
      {months.error && <ProblemPanel problem={months.error} onTryAgain={() => void months.refetch()} />}
      {months.data && !picture && <Text>{words.nothingSpent}</Text>}
      {picture && (
        <SpendByMonth
          caption={words.spend}
          currency={picture.currency}
          months={picture.months}
          spend={picture.spend}
        />
      )}
    </Section>
  )
}
