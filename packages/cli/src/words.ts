/**
 * The language of the program. A second language is a second table of the type `Words`; the choice between them belongs here and
 * nowhere else.
 */
import { en, type Words } from './messages/en.ts'

export const words: Words = en
