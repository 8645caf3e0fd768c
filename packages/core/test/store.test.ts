import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { storeContract } from '@packtrail/testkit'
import { openLevelStore } from '../src/level-store.ts'
import { folder, memoryStore } from './world.ts'

const root = folder()
process.once('exit', () => rmSync(root, { recursive: true, force: true }))

storeContract('LevelDB', () => openLevelStore(mkdtempSync(join(root, 'db ')), 'create')).run()
storeContract('memory', memoryStore).run()
