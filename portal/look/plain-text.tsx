import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components'

const useStyles = makeStyles({
  text: {
    margin: 0,
    padding: tokens.spacingVerticalM,
    overflowWrap: 'anywhere',
    whiteSpace: 'pre-wrap',
    fontFamily: tokens.fontFamilyBase,
    fontSize: tokens.fontSizeBase300,
    lineHeight: tokens.lineHeightBase300,
    backgroundColor: tokens.colorNeutralBackground3,
    borderRadius: tokens.borderRadiusMedium,
  },
  code: { fontFamily: tokens.fontFamilyMonospace, fontSize: tokens.fontSizeBase200 },
})

/** What somebody wrote, or a program said, as it is: text, whatever it looks like. */
export function PlainText({ text, isCode = false }: { readonly text: string; readonly isCode?: boolean }) {
  const styles = useStyles()
  return (
    <pre className={mergeClasses(styles.text, isCode && styles.code)} dir="auto">
      {text}
    </pre>
  )
}
