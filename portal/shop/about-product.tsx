import { Card, makeStyles, Subtitle2, tokens } from '@fluentui/react-components'
import type { Schemas } from '../api/client.ts'
import { Fields } from '../look/fields.tsx'
import { useFormat } from '../look/format.ts'
import { OutsideLink } from '../look/outside-link.tsx'
import { useShopWords } from './words.ts'

const useStyles = makeStyles({
  list: { margin: 0, paddingLeft: '20px', display: 'grid', gap: tokens.spacingVerticalXS },
  link: { minHeight: '24px' },
})

const kinds = ['guidedLearning', 'documentation', 'samples', 'community'] as const

/** What a product is, and where one learns to use it. (R164, R191) */
export function AboutProduct({ product }: { readonly product: Schemas['PublicProduct'] }) {
  const styles = useStyles()
  const words = useShopWords()
  const format = useFormat()
  const { family, availableFrom, help, training, trainingLinks } = product
  const isThere = availableFrom <= new Date().toISOString().slice(0, 10)
  return (
    <Card>
      <Subtitle2 as="h2">{words.about}</Subtitle2>
      <Fields
        fields={[
          [words.facts.family, family],
          [isThere ? words.facts.availableFrom : words.facts.availableOn, format.day(availableFrom)],
          [
            words.facts.help,
            <OutsideLink key="help" to={help}>
              {words.help}
            </OutsideLink>,
          ],
        ]}
      />
      <Subtitle2 as="h3">{words.training}</Subtitle2>
      <ul className={styles.list}>
        {trainingLinks ? (
          kinds.map((kind) => (
            <li key={kind}>
              <OutsideLink to={trainingLinks[kind]}>{words.trainingLinks[kind]}</OutsideLink>
            </li>
          ))
        ) : (
          <li>
            <OutsideLink to={training}>{words.trainingOne}</OutsideLink>
          </li>
        )}
      </ul>
    </Card>
  )
}
