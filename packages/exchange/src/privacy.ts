/** The one door to the names of fields that are about people. */
export { personOf, personOfId } from '@packtrail/protocol'
