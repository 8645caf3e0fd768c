/** Master data of a header: what the header of another document said, in the form of this one (EPCIS 2.0, section 9.4). */
import type { MasterData } from '../item.ts'
import { xmlAttribute, xmlText } from './xml-text.ts'

type Kinds = ReadonlyMap<string, readonly MasterData[]>

function byKind(entries: readonly MasterData[]): Kinds {
  const kinds = new Map<string, MasterData[]>()
  for (const entry of entries) {
    const known = kinds.get(entry.vocabulary)
    if (known === undefined) kinds.set(entry.vocabulary, [entry])
    else known.push(entry)
  }
  return kinds
}

/** Attributes that are texts, each with the URI that both forms can name it by. */
function texts({ attributes }: MasterData): readonly (readonly [id: string, text: string])[] {
  return attributes.filter(([name]) => !name.endsWith('[]')).map(([name, text]) => [uriOf(name), text])
}

/** `{namespace}name` → a URI; those of the CBV have a `#` between (CBV 2.0, section 9.2). */
function uriOf(name: string): string {
  const end = name.indexOf('}')
  if (!name.startsWith('{') || end < 0) return name
  const namespace = name.slice(1, end)
  return `${namespace}${/[:/#]$/.test(namespace) ? '' : '#'}${name.slice(end + 1)}`
}

export function masterJson(entries: readonly MasterData[]): unknown {
  const vocabularyList = [...byKind(entries)].map(([type, members]) => ({
    type,
    vocabularyElementList: members.map((entry) => ({
      id: entry.id,
      attributes: texts(entry).map(([id, attribute]) => ({ id, attribute })),
      ...(entry.children.length === 0 ? {} : { children: entry.children }),
    })),
  }))
  return { epcisMasterData: { vocabularyList } }
}

/** What stands in the header behind the business document header. */
export function masterXml(entries: readonly MasterData[]): string {
  const kinds = [...byKind(entries)].map(
    ([type, members]) =>
      `<Vocabulary type="${xmlAttribute(type)}">\n<VocabularyElementList>\n${members.map(elementXml).join('')}</VocabularyElementList>\n</Vocabulary>\n`,
  )
  return `<extension>\n<EPCISMasterData>\n<VocabularyList>\n${kinds.join('')}</VocabularyList>\n</EPCISMasterData>\n</extension>\n`
}

function elementXml(entry: MasterData): string {
  const attributes = texts(entry).map(
    ([id, text]) => `<attribute id="${xmlAttribute(id)}">${xmlText(text)}</attribute>\n`,
  )
  const ids = entry.children.map((id) => `<id>${xmlText(id)}</id>`).join('')
  const children = ids === '' ? '' : `<children>${ids}</children>\n`
  return `<VocabularyElement id="${xmlAttribute(entry.id)}">\n${attributes.join('')}${children}</VocabularyElement>\n`
}
