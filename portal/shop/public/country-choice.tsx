import { Choice } from '../../look/choice.tsx'
import { useShopWords } from '../words.ts'
import { useCountries } from './public-queries.ts'

/** Prices, tax and what is there at all differ by country. */
export function CountryChoice({
  country,
  onChange,
}: {
  readonly country: string
  readonly onChange: (country: string) => void
}) {
  const words = useShopWords()
  const countries = useCountries()
  return (
    <Choice
      label={words.country}
      value={country}
      options={countries.rows.map(({ code, name }) => [code, name])}
      onChange={(chosen) => chosen !== undefined && onChange(chosen)}
    />
  )
}
