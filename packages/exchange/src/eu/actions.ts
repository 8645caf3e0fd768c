/**
 * What a pack's status can be changed to in a European system: the state of the REST interface, the use case of the older SOAP one,
 * and whether it can be taken back (Delegated Regulation 2016/161, Art. 13; EMVO, «Pack state undo»).
 */
export type EuAction =
  | 'supply'
  | 'export'
  | 'sample'
  | 'free-sample'
  | 'destroy'
  | 'stolen'
  | 'lock'
  | 'check-out'
  /** Makes a pack active again. */
  | 'undo'

export interface EuActionRow {
  readonly action: Exclude<EuAction, 'undo'>
  /** The state that is asked for. */
  readonly state: string
  /** SOAP use cases for a list: of the act, and of taking it back. */
  readonly soap?: string
  readonly soapUndo?: string
  readonly undo: '10 days' | 'any time' | 'never'
}

const ROWS: readonly EuActionRow[] = [
  { action: 'supply', state: 'Supplied', soap: 'G125', soapUndo: 'G127', undo: '10 days' },
  { action: 'export', state: 'Exported', soap: 'G145', soapUndo: 'G147', undo: '10 days' },
  { action: 'sample', state: 'Sample', soap: 'G155', soapUndo: 'G157', undo: '10 days' },
  { action: 'free-sample', state: 'FreeSample', soap: 'G165', soapUndo: 'G167', undo: '10 days' },
  { action: 'destroy', state: 'Destroyed', soap: 'G135', undo: 'never' },
  { action: 'stolen', state: 'Stolen', soap: 'G185', undo: 'never' },
  { action: 'lock', state: 'Locked', soap: 'G175', soapUndo: 'G177', undo: 'any time' },
  { action: 'check-out', state: 'CheckedOut', undo: '10 days' },
]

export const EU_ACTIONS: readonly EuAction[] = [...ROWS.map(({ action }) => action), 'undo']

export const ACTIVE = 'Active'

export function euAction(action: string): EuActionRow | undefined {
  return ROWS.find((row) => row.action === action)
}

/** The action that a state is asked for with: `Free Sample` and `FREE_SAMPLE` are one. */
export function actionOfState(state: string): EuAction | undefined {
  const plain = (text: string): string => text.toLowerCase().replace(/[^a-z]/g, '')
  const asked = plain(state)
  return asked === 'active' ? 'undo' : ROWS.find((row) => plain(row.state) === asked)?.action
}
